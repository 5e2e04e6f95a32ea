"""Campaigns, pictures, comments, notes and sample files of the example."""

import csv
import io
from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from PIL import Image

from data.demo.campaigns import DEMO_PLATFORMS
from data.demo.creatives import CREATIVES, image_format
from data.demo.pictures import draw_picture
from data.demo.samples import SAMPLE_PLATFORMS, export_like
from domain.campaigns import CampaignStatus
from domain.creatives import MAX_CREATIVE_BYTES
from domain.permissions import Role
from domain.platforms import Platform

# A spread over all layouts, sizes and formats; the rest is drawn the same way.
DRAWN = (0, 1, 2, 3, 9, 17, 20, 22, 36, 46, 52, 57)


def test_campaigns_cover_platforms_countries_statuses_and_one_in_euro(example):
    inputs = [campaign.input for campaign in example.campaigns]
    assert len(inputs) == len({item.name for item in inputs}) == 26
    assert {item.platform for item in inputs} == set(DEMO_PLATFORMS)
    assert {item.country for item in inputs} == {"US", "DE", "GB"}
    assert {item.product_category for item in inputs} == {"Cycling", "Camping", "Footwear"}
    assert {item.status for item in inputs} == set(CampaignStatus)
    assert Counter(item.currency for item in inputs) == {"USD": 25, "EUR": 1}
    assert all(item.budget > 0 for item in inputs)


def test_facts_number_campaigns_in_the_order_of_the_list(example):
    with_data = [campaign.key for campaign in example.campaigns if campaign.has_data]
    assert with_data == [plan.key for plan in example.facts.campaigns]
    assert [campaign.has_data for campaign in example.campaigns] == [True] * 24 + [False] * 2


def test_platform_numbers_are_unique(example):
    numbers = [*(item.external_id for item in example.campaigns), *(item.ad_id for item in example.creatives)]
    assert len(numbers) == len(set(numbers))


def test_people_have_every_role_and_an_address_that_cannot_exist(example):
    assert {person.role for person in example.people} == set(Role)
    assert all(person.email.endswith(".example") for person in example.people)


def test_creatives_are_sixty_with_different_words(example):
    assert len(example.creatives) == 60
    for field in ("key", "name", "headline", "ad_text", "file_name"):
        values = [getattr(creative, field) for creative in example.creatives]
        assert len(values) == len(set(values)), field
    assert all(len(creative.tags) >= 3 for creative in example.creatives)
    assert {creative.campaign_key for creative in example.creatives} == {item.key for item in example.campaigns}


def test_words_on_pictures_are_in_the_font(example):
    assert all((plan.headline + plan.call + plan.badge).isascii() for plan in CREATIVES)


def test_pictures_decode_differ_and_repeat(example):
    seen = {}
    for place in DRAWN:
        creative = example.creatives[place]
        data = creative.picture()
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.size == (creative.width, creative.height)
        assert image.format == creative.format.value.upper()
        assert 5_000 < len(data) < MAX_CREATIVE_BYTES / 10
        assert len(image.convert("RGB").resize((120, 120)).getcolors(120 * 120)) > 100, "more than a plain colour"
        seen[sha256(data).hexdigest()] = creative.key
    assert len(seen) == len(DRAWN)
    first = CREATIVES[0]
    assert sha256(draw_picture(first, image_format(0, first.key))).hexdigest() in seen


def test_comments_are_many_varied_and_in_time(example):
    comments = example.comments
    assert len(comments) >= 400
    assert len({comment.text for comment in comments}) > 0.8 * len(comments)
    shares = {word: count / len(comments) for word, count in Counter(c.sentiment for c in comments).items()}
    assert all(0.15 < shares[word] < 0.6 for word in ("positive", "neutral", "negative"))
    assert {comment.language for comment in comments} == {"en", "de"}
    assert all(example.first_day <= comment.date <= example.last_day for comment in comments)
    assert not any("{" in comment.text for comment in comments)


def test_annotations_name_known_campaigns_and_people(example):
    assert len(example.annotations) >= 8
    assert {note.author_email for note in example.annotations} <= {person.email for person in example.people}
    assert {note.campaign_key for note in example.annotations} - {None} <= {item.key for item in example.campaigns}


@pytest.mark.parametrize("platform", SAMPLE_PLATFORMS)
def test_sample_file_holds_the_spend_of_its_days(example, platform):
    sample = export_like(example, platform, days=7)
    text = sample.data.decode("utf-16" if platform is Platform.LINKEDIN else "utf-8-sig")
    separator = "\t" if platform is Platform.LINKEDIN else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    head = next(place for place, row in enumerate(rows) if len(row) > 5)
    column = next(
        place for place, name in enumerate(rows[head]) if name in {"Cost", "Total Spent", "Amount spent (USD)"}
    )
    body = [row for row in rows[head + 1 :] if len(row) > 5 and not row[0].startswith("Total")]
    total = sum((Decimal(row[column].replace(",", "")) for row in body), Decimal(0))
    facts = example.facts
    spent = sum(
        spend
        for spend, campaign, day in zip(
            facts.spend_micros.tolist(), facts.campaign.tolist(), facts.day.tolist(), strict=True
        )
        if facts.campaigns[campaign].platform is platform
        and facts.campaigns[campaign].currency == "USD"
        and (example.last_day - day).days < 7
    )
    assert total == Decimal(spent) / 1_000_000
    assert sample.name.endswith(".csv")


def test_sample_of_platform_without_format_is_refused(example):
    with pytest.raises(KeyError):
        export_like(example, Platform.AMAZON)
