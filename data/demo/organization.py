"""Puts the example organization together for a given last day. Nothing here touches a database or the clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from data.demo.brand import CURRENCY, DAYS, DEFAULT_SEED, ORGANIZATION_NAME, PEOPLE, Person
from data.demo.campaigns import CampaignPlan, plan_campaigns
from data.demo.comments import ExampleComment, write_comments
from data.demo.creatives import CREATIVES, CreativePlan, image_format
from data.demo.demand import CHECKOUT_OFFSET, last_black_friday
from data.demo.facts import Facts, ad_id, draw_facts
from data.demo.model import Expected, Model, build_model, daily_budgets
from data.demo.pictures import draw_picture
from data.demo.planted import BUDGET_TESTS, OUTAGES
from domain.campaigns import CampaignInput
from domain.creatives import ImageFormat


@dataclass(frozen=True)
class ExampleCampaign:
    """A campaign to create. `input.budget` is what it may spend a day (on its last day, where it has ended)."""

    key: str
    input: CampaignInput
    external_id: str
    has_data: bool


@dataclass(frozen=True)
class ExampleCreative:
    """A creative to create; its bytes are drawn when asked for."""

    key: str
    name: str
    campaign_key: str
    ad_id: str
    headline: str
    ad_text: str
    tags: tuple[str, ...]
    width: int
    height: int
    format: ImageFormat
    first_day: date
    plan: CreativePlan

    @property
    def file_name(self) -> str:
        """As a designer would have named it."""
        return (
            f"{self.key}_{self.width}x{self.height}.{'jpg' if self.format is ImageFormat.JPEG else self.format.value}"
        )

    def picture(self) -> bytes:
        """Draw it: some 60 ms, the same bytes each time."""
        return draw_picture(self.plan, self.format)


@dataclass(frozen=True)
class ExampleAnnotation:
    """A note on a day; `campaign_key` is None where it concerns all."""

    date: date
    text: str
    author_email: str
    campaign_key: str | None = None


@dataclass(frozen=True)
class ExampleOrganization:
    """All that the loader stores. `campaigns` come in the order in which the facts number them, drafts last."""

    name: str
    currency: str
    last_day: date
    first_day: date
    seed: int
    people: tuple[Person, ...]
    campaigns: tuple[ExampleCampaign, ...]
    creatives: tuple[ExampleCreative, ...]
    annotations: tuple[ExampleAnnotation, ...]
    model: Model

    @cached_property
    def expected(self) -> Expected:
        """What the noise-free model says."""
        return self.model.expect(self.model.spend)

    @cached_property
    def facts(self) -> Facts:
        """The daily rows: about 200,000, drawn once."""
        return draw_facts(self.model, self.expected, self.seed)

    @cached_property
    def comments(self) -> tuple[ExampleComment, ...]:
        """The audience's comments."""
        return write_comments(self.model, self.expected, self.seed)

    def fact_columns(self) -> dict[str, list[int] | list[str] | list[date]]:
        """All rows as plain Python columns, named as in `facts.COLUMNS`; see `facts.batches` for slices."""
        return self.facts.columns()


def build_example(last_day: date, seed: int = DEFAULT_SEED) -> ExampleOrganization:
    """The example with its data ending on `last_day`; the same arguments always give the same content."""
    model = build_model(last_day, seed)
    plans = plan_campaigns(last_day)
    ordered = (*model.campaigns, *(plan for plan in plans if not plan.has_data))
    return ExampleOrganization(
        name=ORGANIZATION_NAME,
        currency=CURRENCY,
        last_day=last_day,
        first_day=last_day - timedelta(days=DAYS - 1),
        seed=seed,
        people=PEOPLE,
        campaigns=tuple(_campaign(plan, model, last_day) for plan in ordered),
        creatives=tuple(_creative(plan, place, ordered, last_day) for place, plan in enumerate(CREATIVES)),
        annotations=_annotations(last_day),
        model=model,
    )


def _campaign(plan: CampaignPlan, model: Model, last_day: date) -> ExampleCampaign:
    budget = plan.daily_budget
    if plan.has_data:
        row = daily_budgets((plan,), model.days)[0]
        budget = int(row[np.nonzero(row)[0][-1]])
    return ExampleCampaign(plan.key, plan.as_input(last_day, budget), ad_id(plan.key), plan.has_data)


def _creative(plan: CreativePlan, place: int, campaigns: tuple[CampaignPlan, ...], last_day: date) -> ExampleCreative:
    campaign = next(found for found in campaigns if found.key == plan.campaign)
    start = min(campaign.start if plan.start is None else plan.start, 0)
    width, height = plan.pixels
    return ExampleCreative(
        key=plan.key,
        name=plan.name,
        campaign_key=plan.campaign,
        ad_id=ad_id(plan.key),
        headline=plan.headline,
        ad_text=f"{plan.headline}\n\n{plan.text}\n\n{plan.call}",
        tags=plan.all_tags,
        width=width,
        height=height,
        format=image_format(place, plan.key),
        first_day=last_day + timedelta(days=start),
        plan=plan,
    )


def _annotations(last_day: date) -> tuple[ExampleAnnotation, ...]:
    """Notes on what the team knows of. The runaway campaign and one outage are left to be found."""
    admin, analyst = PEOPLE[0].email, PEOPLE[1].email
    friday = last_black_friday(last_day)
    notes = [
        ExampleAnnotation(friday, "Black Friday: 30 % off last season's colours", admin, "m-bf"),
        ExampleAnnotation(friday + timedelta(days=26), "Warehouse closed until the 27th, shop stays open", admin),
        ExampleAnnotation(
            last_day + timedelta(days=CHECKOUT_OFFSET), "New one-page checkout is live in all shops", analyst
        ),
        ExampleAnnotation(last_day - timedelta(days=160), "First campaign billed in EUR", analyst, "m-huts"),
        ExampleAnnotation(
            last_day - timedelta(days=33), "Trail Challenge paused until the next race", admin, "t-challenge"
        ),
    ]
    for outage in OUTAGES:
        if outage.annotated:
            text = f"Conversion tag missing after a shop release, {outage.platform.label} affected for three days"
            notes.append(ExampleAnnotation(last_day + timedelta(days=outage.first), text, analyst))
    for test in BUDGET_TESTS:
        if test.annotated:
            text = f"Budget test on {test.platform.label}: {test.factor - 1:+.0%} for {test.last - test.first + 1} days"
            notes.append(ExampleAnnotation(last_day + timedelta(days=test.first), text, analyst))
    return tuple(sorted((note for note in notes if note.date <= last_day), key=lambda note: note.date))
