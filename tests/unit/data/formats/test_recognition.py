"""Which platform a file comes from, which column is which field, and what is asked."""

from datetime import date

import pytest

from data.formats import inspect, preview, read_facts
from data.formats._format import all_formats, squash
from domain.errors import AppError, ErrorCode
from domain.imports import Field, ImportOptions
from domain.platforms import Platform

HEADERS = {
    "meta": (
        "Reporting starts,Reporting ends,Campaign name,Ad set name,Impressions,Reach,Link clicks,"
        "Clicks (all),Amount spent (USD),Results"
    ),
    "google_ads": "Day,Campaign,Currency code,Impr.,Clicks,CTR,Avg. CPC,Cost,Conversions,Conv. value",
    "tiktok": "By Day,Campaign name,Ad group name,Cost,Impressions,Clicks (destination),CPC (destination),Conversions",
    "linkedin": (
        "Start Date (in UTC),Account Name,Campaign Group Name,Campaign Name,Campaign ID,Currency,"
        "Total Spent,Impressions,Clicks"
    ),
    "microsoft": (
        "Gregorian date,Account name,Campaign name,Ad distribution,Delivered match type,Impressions,Clicks,Spend"
    ),
    "x": "Time period,Campaign name,Ad group name,Spend,Impressions,Link clicks,Tweet engagements",
    "pinterest": "Date,Campaign name,Ad group name,Spend in account currency,Impressions,Pin clicks,Saves",
    "snapchat": "Start Time,End Time,Campaign Name,Ad Squad Name,Paid Impressions,Swipe Ups,Spend",
    "amazon": "Date,Portfolio name,Campaign Name,Impressions,Clicks,Spend,7 Day Total Sales ,7 Day Total Orders (#)",
    "reddit": "Date,Campaign Name,Ad Group Name,Community,Impressions,Clicks,Amount Spent,eCPM,Upvotes",
}
KAG = (
    "ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,"
    "Total_Conversion,Approved_Conversion\n"
    "708746,916,103916,30-34,M,15,7350,1,1.429999948,2,1\n708771,916,103920,30-34,F,20,693,0,0,1,0\n"
)


def test_every_platform_has_a_format():
    assert {form.platform for form in all_formats().values()} >= {Platform(key) for key in HEADERS}


@pytest.mark.parametrize("source", HEADERS)
def test_platform_is_recognized_by_its_columns(write, source):
    header = HEADERS[source]
    row = ",".join(
        "2026-06-15" if position == 0 or "End" in name or "ends" in name else "1"
        for position, name in enumerate(header.split(","))
    )
    plan = inspect(write(f"{header}\n{row}\n"), "report.csv", ImportOptions(currency="USD"))
    assert plan.source == source
    assert plan.guesses[0].source == source
    assert plan.guesses[0].reason
    assert {Field.DATE, Field.CAMPAIGN, Field.IMPRESSIONS, Field.CLICKS, Field.SPEND} <= set(plan.columns)


def test_link_clicks_are_preferred_and_rates_stay_unmapped(write):
    plan = inspect(write(HEADERS["meta"] + "\n2026-06-01,2026-06-01,A,S,10,9,1,3,5,2\n"), "r.csv")
    assert plan.mapping[Field.CLICKS] == "Link clicks"
    google = inspect(write(HEADERS["google_ads"] + "\n2026-06-01,A,EUR,10,1,10%,5,5,1,2\n"), "r.csv")
    assert {"CTR", "Avg. CPC"}.isdisjoint(google.mapping.values())


def test_period_rows_keep_their_period(facts):
    batch = facts(
        HEADERS["meta"] + "\n2026-06-01,2026-06-30,A,S,10,9,1,3,5,2\n2026-06-30,2026-06-01,A,S,10,9,1,3,5,2\n"
    )
    assert (batch.date, batch.period_end) == ([date(2026, 6, 1)], [date(2026, 6, 30)])
    assert [(problem.line, problem.column) for problem in batch.rejects] == [(3, "Reporting ends")]


def test_results_that_count_clicks_are_no_conversions(facts):
    head = (
        "Campaign Name,Ad Set Name,Gender,Impressions,Result Type,Results,Amount Spent (EUR),"
        "Reporting Starts,Reporting Ends\n"
    )
    batch = facts(
        head
        + (
            "A,S,female,100,Link Clicks,7,1,2026-06-01,2026-06-01\nA,S,male,100,Website purchases,3,1,"
            "2026-06-01,2026-06-01\nA,S,,90,,,1,2026-06-01,2026-06-01\n"
        )
    )
    assert batch.clicks == [7, 0, 0]
    assert batch.conversions == [0, 3_000_000, 0]
    assert batch.gender == ["female", "male", "unknown"]


def test_micros_hours_and_devices_of_warehouse_tables(facts):
    batch = facts(
        "customer_id,date,device,ad_network_type,campaign_id,clicks,cost_micros,impressions,"
        "conversions\n7,2026-06-01,MOBILE,SEARCH,99,1,36150000,10,0.5\n",
        currency="USD",
    )
    assert (batch.spend, batch.campaign, batch.campaign_id, batch.account) == ([36_150_000], ["99"], ["99"], ["7"])
    assert batch.extra == ["device=MOBILE|network=SEARCH"]
    hourly = facts(
        "CAMPAIGN_ID,STAT_TIME_HOUR,IMPRESSIONS,CLICKS,SPEND\n1,2026-06-01 5:00:00,10,1,0.5\n", currency="USD"
    )
    assert (hourly.date, hourly.extra) == ([date(2026, 6, 1)], ["hour=05"])


def test_campaign_is_named_after_the_account_where_there_is_none(write):
    path = write("ad_id,date,account_id,impressions,inline_link_clicks,spend\n1,2026-06-01,1700,10,1,144.\n")
    plan = inspect(path, "r.csv", ImportOptions(currency="USD"))
    (batch,) = read_facts(path, plan)
    assert batch.campaign == ["Account 1700"]
    assert any("campaign" in note for note in plan.notes)
    assert plan.signature == ("ad_id",)


def test_kag_table_is_meta_without_dates_and_currency(write):
    shown = preview(write(KAG), "kag.csv")
    assert shown.source == "meta"
    assert [question.field for question in shown.questions] == ["currency", "period_start", "period_end"]
    wanted = {
        "campaign": "xyz_campaign_id",
        "campaign_id": "xyz_campaign_id",
        "ad_id": "ad_id",
        "age": "age",
        "gender": "gender",
        "impressions": "Impressions",
        "clicks": "Clicks",
        "spend": "Spent",
        "conversions": "Total_Conversion",
    }
    assert wanted.items() <= shown.mapping.items()


def test_kag_table_with_explicit_mapping_imports(facts):
    batch = facts(
        KAG,
        mapping={"campaign": "xyz_campaign_id", "ad": "AD_ID", "conversions": "Approved_Conversion"},
        currency="USD",
        platform="meta",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 1, 31),
    )
    assert batch.campaign == ["916", "916"]
    assert batch.ad == ["708746", "708771"]
    assert batch.conversions == [1_000_000, 0]
    assert batch.spend == [1_430_000, 0]
    assert batch.gender == ["male", "female"]
    assert batch.extra == ["interest=15", "interest=20"]
    assert batch.period_end[0] == date(2026, 1, 31)


def test_mapping_to_a_missing_column_names_it_and_the_others(write):
    with pytest.raises(AppError) as caught:
        inspect(write(KAG), "kag.csv", ImportOptions(mapping={"spend": "Kosten"}))
    assert caught.value.code is ErrorCode.IMPORT_NEEDS_INPUT
    assert "Kosten" in caught.value.message
    assert "Spent" in caught.value.message


def test_field_mapped_to_nothing_stays_unmapped(write):
    plan = inspect(write(KAG), "kag.csv", ImportOptions(mapping={"conversions": "", "age": ""}))
    assert {Field.CONVERSIONS, Field.AGE}.isdisjoint(plan.columns)


def test_generic_table_asks_platform_and_conversions(write):
    text = "Date,Campaign,Impressions,Clicks,Spend (EUR),Leads,Purchases\n2026-06-01,A,10,1,5,1,2\n"
    plan = inspect(write(text), "r.csv")
    assert plan.source == "generic"
    assert {question.field for question in plan.questions} == {"platform", "conversions"}
    answered = inspect(write(text), "r.csv", ImportOptions(platform="reddit", mapping={"conversions": "Leads"}))
    assert not answered.questions
    assert answered.mapping[Field.CONVERSIONS] == "Leads"


def test_platform_column_of_a_generic_table_is_read(facts):
    batch = facts(
        "Date,Campaign,Platform,Impressions,Spend (EUR)\n2026-06-01,A,Facebook,1,1\n2026-06-01,B,"
        "Google Ads,1,1\n2026-06-01,C,Billboard,1,1\n"
    )
    assert batch.platform == ["meta", "google_ads", "other"]


def test_foreign_header_names_are_known(write):
    spanish = inspect(
        write("Día,Nombre de la campaña,Impresiones,Clics en el enlace,Importe gastado (PEN)\n2026-06-01,A,1,1,1\n"),
        "r.csv",
    )
    assert (spanish.source, spanish.currency, Field.CLICKS in spanish.columns) == ("meta", "PEN", True)
    korean = inspect(write("날짜,캠페인 이름,비용,노출수,클릭수(목적지)\n2026-06-01,A,1,1,1\n"), "r.csv")
    assert korean.source == "tiktok"


def test_header_names_are_compared_without_dress():
    assert squash("\ufeff Amount Spent (EUR) ".strip()) == squash("amount_spent") == "amountspent"
    assert squash("Clicks (all)") == "clicksall"


def test_week_and_month_columns_are_periods(facts):
    week = facts("Week,Campaign,Currency code,Impr.,Cost\n2026-06-01,A,EUR,1,1\n", platform="google_ads")
    month = facts("Month,Campaign,Currency code,Impr.,Cost\nJune 2026,A,EUR,1,1\n", platform="google_ads")
    assert week.period_end == [date(2026, 6, 7)]
    assert (month.date, month.period_end) == ([date(2026, 6, 1)], [date(2026, 6, 30)])


def test_table_of_several_platforms_is_read_by_its_platform_column(facts):
    batch = facts(
        "Date,Platform,Campaign name,Link clicks,Impressions,Amount spent (EUR)\n"
        "2026-06-01,Facebook,A,1,10,1\n2026-06-01,TikTok,B,1,10,1\n"
    )
    assert batch.platform == ["meta", "tiktok"]


def test_weak_likeness_is_no_recognition(write):
    plan = inspect(write("Date,Campaign,Link clicks,Impressions,Cost (EUR)\n2026-06-01,A,1,10,1\n"), "r.csv")
    assert plan.source == "generic"
    assert [question.field for question in plan.questions] == ["platform"]
    assert plan.guesses[0].source == "meta"
