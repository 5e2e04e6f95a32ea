"""Imports, API writes, undoing and deleting in any order: the roll-ups are always what the plain rules give."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.actors import Actor
from domain.campaigns import MetricRowInput, MetricRowsInput
from domain.permissions import Role
from services import campaigns, facts, imports, metric_rows, organizations
from services.job_runner import JobCancelledError
from tests.integration.imports.conftest import bring, csv_bytes
from tests.integration.imports.reference import MEASURES, Reference, Row, Source

# A Sunday on which both kinds of blocks end, so that few days lie in several.
FIRST = dt.date(2026, 3, 1)
SIGNATURES = [
    (),
    ("age", "gender"),
    ("age",),
    ("ad",),
    ("country",),
    ("country", "ad"),
    ("age", "gender", "ad"),
]
VALUES = {"age": ["18-24", "25-34"], "gender": ["female", "male"], "country": ["DE", "FR"], "ad": ["Blue", "Red"]}
HEADER = ("date", "period_end", "campaign", "currency", *VALUES, *MEASURES)
any_order = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def new_admin() -> Actor:
    """The admin of a new organization: each example has its own."""
    mark = uuid4().hex
    found, admin = organizations.create_organization("Any order", f"{mark}@example.com", "Ann", "no password")
    return Actor(organization_id=found.id, user_id=admin.id, role=Role.ADMIN)


@st.composite
def rows_of(draw: Any, signature: tuple[str, ...], unique: bool = False, lone_totals: bool = False) -> list[Row]:
    def one() -> Row:
        start = draw(st.integers(0, 4))
        end = start + draw(st.sampled_from([0, 0, 0, 1, 3]))
        if lone_totals and start != end:
            start, end = 1, 3
        dims = {name: draw(st.sampled_from(values)) if name in signature else "" for name, values in VALUES.items()}
        measures = (draw(st.integers(0, 10**6)), *(draw(st.integers(0, 10**4)) for _ in MEASURES[1:]))
        return Row(
            campaign=draw(st.sampled_from(["Spring", "Sale"])),
            start=FIRST + dt.timedelta(days=start),
            end=FIRST + dt.timedelta(days=end),
            currency=draw(st.sampled_from(["EUR", "EUR", "USD"])),
            **dims,
            measures=measures,
        )

    rows = [one() for _ in range(draw(st.integers(1, 6)))]
    if unique:
        rows = list({(row.campaign, row.start, row.end, row.cell): row for row in rows}.values())
    return rows


files = st.sampled_from(SIGNATURES).flatmap(lambda own: st.tuples(st.just(own), rows_of(own)))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("import"), files),
        st.tuples(st.just("import"), files),
        st.tuples(st.just("cancel"), files),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("undo and purge"), st.integers(0, 9)),
        st.tuples(st.just("delete"), st.sampled_from(["Spring", "Sale"])),
        st.tuples(st.just("write"), st.tuples(st.sampled_from(["Spring", "Sale"]), rows_of(("country",), unique=True))),
    ),
    min_size=1,
    max_size=7,
)


def as_csv(signature: tuple[str, ...], rows: list[Row]) -> bytes:
    """Money is written with six decimals, of which the measures are the micros."""
    header = [name for name in HEADER if name not in VALUES or name in signature]

    def cells(row: Row) -> list[Any]:
        found = {"date": row.start, "period_end": row.end, "campaign": row.campaign, "currency": row.currency}
        found |= {name: getattr(row, name) for name in VALUES}
        found |= dict(zip(MEASURES, row.measures, strict=True))
        for name in MEASURES[2:]:
            found[name] = f"{Decimal(found[name]) / 1_000_000:.6f}"
        return [found[name] for name in header]

    return csv_bytes(header, map(cells, rows))


def stored(looker: Any, actor: Actor) -> dict[tuple[Any, ...], Counter[str]]:
    """The roll-ups as they stand, named like the reference's."""
    words = """
        SELECT r.*, c.name FROM metric_rollups r JOIN campaigns c
        ON c.organization_id = r.organization_id AND c.id = r.campaign_id WHERE r.organization_id = :o
    """
    found = {}
    for row in looker.rows(words, o=actor.organization_id):
        days = [dt.date.fromisoformat(str(day)) for day in (row.date, row.period_end)]
        key = (row.kind, row.name, *days, row.currency, row.country, row.age, row.gender, row.ad)
        sums = (row.impressions, row.clicks, row.conversions_micros, row.spend_micros, row.revenue_micros)
        found[key] = Counter(rows=row.rows, **dict(zip(MEASURES, map(int, sums), strict=True)))
    return found


class World:
    """The application and the reference side by side."""

    def __init__(self, looker: Any) -> None:
        self.looker, self.actor, self.reference = looker, new_admin(), Reference()
        self.brought: list[tuple[Source, bytes]] = []

    def step(self, name: str, what: Any) -> None:
        getattr(self, name.replace(" ", "_") if name != "import" else "bring")(what)
        assert stored(self.looker, self.actor) == self.reference.rollups(), f"after {name}"

    def bring(self, file: tuple[tuple[str, ...], list[Row]]) -> None:
        signature, rows = file
        content = as_csv(signature, rows)
        result = bring(self.actor, content)
        assert result.rows_imported == len(rows)
        self._add(Source(frozenset(signature), list(rows), key=result.import_id), content)

    def _add(self, source: Source, content: bytes) -> None:
        self.reference.sources.append(source)
        self.brought.append((source, content))

    def cancel(self, file: tuple[tuple[str, ...], list[Row]]) -> None:
        def stop(fraction: float, _message: str) -> None:
            if fraction > 0.9:
                raise JobCancelledError

        try:
            bring(self.actor, as_csv(*file), progress=stop)
        except JobCancelledError:
            return
        raise AssertionError("the import was not cancelled")

    def again(self, number: int) -> None:
        files = [(source, content) for source, content in self.brought if content]
        if not files:
            return
        source, content = files[number % len(files)]
        # The file is the same whatever became of the campaigns since.
        before = stored(self.looker, self.actor)
        was_latest = source.counts and source is self.reference.sources[-1]
        result = bring(self.actor, content)
        self._add(Source(source.signature, list(source.in_file), key=result.import_id), content)
        if was_latest and source.in_file == source.rows:
            assert stored(self.looker, self.actor) == before

    def undo(self, number: int, *, purge: bool = False) -> None:
        counting = [source for source in self.reference.sources if source.counts]
        if not counting:
            return
        source = counting[number % len(counting)]
        imports.undo_import(self.actor, source.key)
        source.counts = False
        if purge:
            facts.purge(self.actor, source.key)

    def undo_and_purge(self, number: int) -> None:
        self.undo(number, purge=True)

    def delete(self, name: str) -> None:
        for campaign_id in self._known(name):
            campaigns.delete_campaigns(self.actor, [campaign_id])
            for source in self.reference.sources:
                source.rows = [own for own in source.rows if own.campaign != name]

    def _known(self, name: str) -> list[UUID]:
        """The ids of the campaigns that people see under that name."""
        words = "SELECT id FROM campaigns WHERE organization_id = :o AND name = :name AND NOT is_pending"
        rows = self.looker.rows(words, o=self.actor.organization_id, name=name)
        return [row.id if isinstance(row.id, UUID) else UUID(bytes=bytes(row.id)) for row in rows]

    def write(self, what: tuple[str, list[Row]]) -> None:
        name, rows = what
        known = self._known(name)
        if not known:
            return
        kept = {(row.start, row.end, row.cell): row for row in rows}
        own = [Row(**{**vars(row), "campaign": name}) for row in kept.values()]
        inputs = [
            MetricRowInput(
                date=row.start,
                period_end=row.end,
                currency=row.currency,
                country=row.country,
                impressions=row.measures[0],
                clicks=row.measures[1],
                conversions=Decimal(row.measures[2]) / 1_000_000,
                spend=Decimal(row.measures[3]) / 1_000_000,
                revenue=Decimal(row.measures[4]) / 1_000_000,
            )
            for row in own
        ]
        result = metric_rows.write_metric_rows(self.actor, known[0], MetricRowsInput(rows=inputs))
        assert result.inserted + result.updated == len(own)
        self._add(Source(frozenset({"country"}), own, key=result.import_id), b"")


_DAY = Row("Spring", FIRST, FIRST, "EUR", "", "", "", "", (5, 1, 0, 0, 0))
_PERIOD = Row("Spring", FIRST, FIRST + dt.timedelta(days=3), "EUR", "", "", "", "", (90, 9, 0, 0, 0))


@any_order
@example([("import", ((), [_PERIOD])), ("import", ((), [_DAY])), ("undo", 1), ("undo", 0)])
@given(steps)
def test_roll_ups_are_what_the_rules_give_after_every_step(core, looker, ways):
    world = World(looker)
    for name, what in ways:
        world.step(name, what)


@any_order
@given(st.data())
def test_any_split_and_any_order_of_imports_gives_the_same_totals(core, looker, data):
    signature = data.draw(st.sampled_from(SIGNATURES))
    # Which of overlapping period totals counts depends on their order, by the rules; here there are none.
    rows = data.draw(rows_of(signature, unique=True, lone_totals=True))
    whole = World(looker)
    whole.step("import", (signature, rows))
    shuffled = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(rows)), max_size=3)) | {0, len(rows)})
    parts = World(looker)
    for start, end in pairwise(cuts):
        bring(parts.actor, as_csv(signature, shuffled[start:end]))
    assert stored(looker, parts.actor) == stored(looker, whole.actor)
    # Any of the parts once more changes nothing.
    bring(parts.actor, as_csv(signature, data.draw(st.permutations(shuffled[: cuts[1]]))))
    assert stored(looker, parts.actor) == stored(looker, whole.actor)
