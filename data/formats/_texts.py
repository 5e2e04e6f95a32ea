"""The dimensions of a batch: who, where and for whom an ad ran, each different cell read once."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from data.formats._cells import Bad, Memory, clean_id, clean_text, is_null, one_line
from data.formats._format import find_currency
from data.formats._plan import Plan
from data.formats._values import UNKNOWN_COUNTRY, find_age, find_country, find_gender
from domain.imports import Field
from domain.platforms import Platform, find_platform

if TYPE_CHECKING:
    from data.formats._batches import FactBatch

Reject = Callable[[int, Field, Bad], None]
_ROUNDED_ID = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_ROUNDED = Bad(
    "A spreadsheet rounded this id, so different ids may have become the same.",
    "Export the file again and upload it unopened.",
)
_UNKNOWN_PLACE = Bad("This country is not recognized.", "Write its English name or its ISO code of two letters.")
_SLUG = re.compile(r"[|=\s]+")
# What "Results" counts where the goal of an ad was no conversion.
_CLICK_RESULTS = frozenset(
    {
        "link clicks",
        "link click",
        "clicks",
        "actions:link_click",
        "link-klicks",
        "clics sur un lien",
        "clics en el enlace",
    }
)
_OTHER_RESULTS = frozenset({
    "reach", "impressions", "thruplay", "thruplays", "video views", "post engagement", "post engagements",
    "page likes", "landing page views",
    "estimated ad recall lift (people)", "actions:post_engagement", "actions:video_view", "actions:landing_page_view",
    "reichweite", "impressionen",
})  # fmt: skip


class DimensionReader:
    """Reads every dimension column of a batch into it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.hours: list[int | None] | None = None
        self.rounded: set[str] = set()
        self.warned: set[str] = set()
        self.texts: dict[Field, Memory[str]] = {
            name: Memory(clean_text)
            for name in (Field.ACCOUNT, Field.CAMPAIGN, Field.AD_GROUP, Field.AD)
            if name in plan.columns
        }
        for name in (Field.CAMPAIGN_ID, Field.AD_ID):
            if name in plan.columns:
                self.texts[name] = Memory(self._id)
        if plan.columns.get(Field.CAMPAIGN, -1) == plan.columns.get(Field.CAMPAIGN_ID, -2):
            self.texts[Field.CAMPAIGN] = Memory(clean_id)
        self.countries: Memory[str] = Memory(find_country)
        self.ages: Memory[str] = Memory(find_age)
        self.genders: Memory[str] = Memory(find_gender)
        self.platforms: Memory[str | Bad] = Memory(self._platform)
        self.currencies: Memory[str | Bad] = Memory(self._currency)
        self.extra_texts: dict[tuple[str, ...], str] = {}

    def _id(self, cell: str) -> str:
        text = clean_id(cell)
        if _ROUNDED_ID.fullmatch(text):
            self.rounded.add(cell)
        return text

    def _platform(self, cell: str) -> str | Bad:
        if is_null(cell) and self.plan.platform:
            return self.plan.platform.value
        found = find_platform(one_line(cell))
        if found:
            return found.value
        if self.plan.platform:
            return self.plan.platform.value
        return (
            Bad("The platform is missing.", "Name the platform, such as meta or google_ads.")
            if is_null(cell)
            else Platform.OTHER.value
        )

    def _currency(self, cell: str) -> str | Bad:
        if is_null(cell):
            return self.plan.currency or Bad("The currency is missing.", "Write its ISO code, such as EUR.")
        return find_currency(one_line(cell)) or Bad(
            "This is no currency code.", "Write the ISO code of three letters, such as EUR."
        )

    def read(self, batch: "FactBatch", columns: list[list[str]], reject: Reject, warn: Reject) -> None:
        """Fill the batch's dimensions; cells that cannot be read are rejected, doubtful ones told once."""
        plan, count = self.plan, len(batch.line)
        for name in (Field.ACCOUNT, Field.CAMPAIGN, Field.CAMPAIGN_ID, Field.AD_GROUP, Field.AD, Field.AD_ID):
            at = plan.columns.get(name)
            setattr(batch, name.value, self.texts[name].recall(columns[at]) if at is not None else [""] * count)
        self._name_campaigns(batch, reject)
        for name, memory in ((Field.COUNTRY, self.countries), (Field.AGE, self.ages), (Field.GENDER, self.genders)):
            at = plan.columns.get(name)
            setattr(batch, name.value, memory.recall(columns[at]) if at is not None else [""] * count)
        fixed = {Field.PLATFORM: plan.platform.value if plan.platform else "", Field.CURRENCY: plan.currency or ""}
        for field_name, words in ((Field.PLATFORM, self.platforms), (Field.CURRENCY, self.currencies)):
            at = plan.columns.get(field_name)
            values = (
                self._checked(field_name, words, columns[at], reject) if at is not None else [fixed[field_name]] * count
            )
            setattr(batch, field_name.value, values)
        self._warn_of_doubts(batch, columns, warn)
        batch.extra = self._extras(batch, columns)
        self.hours = None

    def _warn_of_doubts(self, batch: "FactBatch", columns: list[list[str]], warn: Reject) -> None:
        """Name each id that a spreadsheet rounded and each country that is not recognized, at its first row."""
        for name in (Field.CAMPAIGN_ID, Field.AD_ID):
            at = self.plan.columns.get(name)
            for cell in self.rounded - self.warned if at is not None else ():
                if cell in columns[at or 0]:
                    warn(columns[at or 0].index(cell), name, _ROUNDED)
                    self.warned.add(cell)
        if UNKNOWN_COUNTRY in batch.country:
            cells = columns[self.plan.columns[Field.COUNTRY]]
            for position, code in enumerate(batch.country):
                if code == UNKNOWN_COUNTRY and cells[position] not in self.warned:
                    warn(position, Field.COUNTRY, _UNKNOWN_PLACE)
                    self.warned.add(cells[position])

    @staticmethod
    def _checked(name: Field, memory: Memory[str | Bad], cells: list[str], reject: Reject) -> list[str]:
        values: list[str] = []
        for position, value in enumerate(memory.recall(cells)):
            if isinstance(value, Bad):
                reject(position, name, value)
                values.append("")
            else:
                values.append(value)
        return values

    def _name_campaigns(self, batch: "FactBatch", reject: Reject) -> None:
        if Field.CAMPAIGN not in self.plan.columns:
            fallback = f"{self.plan.form.label} (no campaign)"
            if Field.ACCOUNT in self.plan.columns:
                batch.campaign = [f"Account {account}" if account else fallback for account in batch.account]
            elif Field.AD_GROUP in self.plan.columns:
                batch.campaign = [ad_group or fallback for ad_group in batch.ad_group]
            else:
                batch.campaign = [fallback] * len(batch.line)
        elif "" in batch.campaign:
            batch.campaign = [name or key for name, key in zip(batch.campaign, batch.campaign_id, strict=True)]
            for position, name in enumerate(batch.campaign):
                if not name:
                    reject(
                        position,
                        Field.CAMPAIGN,
                        Bad("The campaign is missing.", "Name the campaign, or remove the row if it is a sum."),
                    )

    def _extras(self, batch: "FactBatch", columns: list[list[str]]) -> list[str]:
        plan = self.plan
        parts = {key: columns[position] for key, position in plan.extras.items()}
        if self.hours is not None:
            parts["hour"] = ["" if hour is None else f"{hour:02d}" for hour in self.hours]
        if UNKNOWN_COUNTRY in batch.country:
            cells = columns[plan.columns[Field.COUNTRY]]
            parts["place"] = [
                cell if code == UNKNOWN_COUNTRY else "" for cell, code in zip(cells, batch.country, strict=True)
            ]
        if not parts:
            return [""] * len(batch.line)
        keys = sorted(parts)
        known = self.extra_texts
        if len(known) > 50_000:
            known.clear()
        texts: list[str] = []
        for values in zip(*(parts[key] for key in keys), strict=True):
            text = known.get(values)
            if text is None:
                pairs = (
                    (key, _SLUG.sub(" ", clean_text(cell)).strip()) for key, cell in zip(keys, values, strict=True)
                )
                text = known[values] = "|".join(f"{key}={value}" for key, value in pairs if value)
            texts.append(text)
        return texts

    def settle_results(self, batch: "FactBatch", columns: list[list[str]]) -> None:
        """Results that count clicks become clicks where the file has none; those of views are no conversions."""
        plan = self.plan
        if plan.result_type is None or "result" not in plan.mapping[Field.CONVERSIONS].casefold():
            return
        has_clicks = Field.CLICKS in plan.columns
        for position, cell in enumerate(columns[plan.result_type]):
            kind = one_line(cell).casefold()
            if kind in _CLICK_RESULTS and not has_clicks:
                batch.clicks[position] = batch.conversions[position] // 1_000_000
            if kind in _CLICK_RESULTS or kind in _OTHER_RESULTS:
                batch.conversions[position] = 0
