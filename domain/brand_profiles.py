"""The brand: what the organization's ads may sound like and claim. One profile for each organization."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from domain.contracts import Contract
from domain.creatives import without_controls

# The validator that runs first stands last: constraints after it would count blanks that are stripped.
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), BeforeValidator(without_controls)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), BeforeValidator(without_controls)]
Lines = Annotated[tuple[Line, ...], Field(max_length=50)]


class BrandProduct(Contract):
    """A product and what is true of it; generated ads use no other facts."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), BeforeValidator(without_controls)
    ]
    description: Words = ""
    benefits: Lines = ()
    price: Line = ""
    offer: Line = ""


class BrandProfile(Contract):
    """Voice and limits. `allowed_claims` may be made although they are strong; `banned_words` never appear."""

    name: Line = ""
    voice: Words = ""
    audience: Words = ""
    products: Annotated[tuple[BrandProduct, ...], Field(max_length=50)] = ()
    allowed_claims: Lines = ()
    banned_words: Lines = ()
