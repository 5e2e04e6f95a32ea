"""Money as integer micros (one millionth of the currency unit): exact to store, to add and to compare."""

from decimal import ROUND_HALF_EVEN, Decimal

MICROS_PER_UNIT = 1_000_000
_STEP = Decimal("0.000001")
# A signed 64-bit column holds up to about 9.2e18 micros; half of it leaves room for sums.
MAX_MICROS = 4_000_000_000_000_000_000


def to_micros(amount: Decimal | int | str) -> int:
    """Turn an amount in currency units into micros, rounding half to even at the sixth decimal.

    Raises ValueError where the amount is not finite or too large to be stored.
    """
    value = Decimal(amount)
    if not value.is_finite():
        raise ValueError("the amount is not a finite number")
    micros = int(value.quantize(_STEP, rounding=ROUND_HALF_EVEN).scaleb(6))
    if abs(micros) > MAX_MICROS:
        raise ValueError("the amount is too large")
    return micros


def from_micros(micros: int) -> Decimal:
    """Turn micros back into currency units, exactly."""
    return Decimal(int(micros)).scaleb(-6)
