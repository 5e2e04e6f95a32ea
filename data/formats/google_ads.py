"""Google Ads reports (web interface, cards, spreadsheets) and tables shaped by its API, with costs in micros."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="google_ads",
    label="Google Ads",
    platform=Platform.GOOGLE_ADS,
    columns={
        Field.DATE: ("Day", "segments.date", "Date", "Tag", "Jour", "Día", "Dia", "Giorno", "日"),
        Field.ACCOUNT: ("Account", "Account name", "Customer ID", "customer.id", "Konto", "Kundennummer"),
        Field.CAMPAIGN: ("Campaign", "campaign.name", "campaign_name", "Kampagne", "Campagne", "Campaña", "Campanha"),
        Field.CAMPAIGN_ID: ("Campaign ID", "campaign.id", "id", "External customer campaign ID"),
        Field.AD_GROUP: (
            "Ad group", "ad_group.name", "ad_group_name", "Anzeigengruppe", "Groupe d'annonces", "Grupo de anuncios",
            "ad_group_id", "ad_group.id",
        ),
        Field.AD: ("Ad name", "Headline 1", "Headline", "Ad"),
        Field.AD_ID: ("Ad ID", "ad_group_ad.ad.id"),
        Field.COUNTRY: (
            "Country/Territory (User location)", "Country/Territory", "Country/territory (Matched)",
            "country_criterion_id", "Land/Gebiet",
        ),
        Field.REACH: ("Unique users", "Reach"),
        Field.CLICKS: ("Clicks", "Klicks", "Clics", "Interactions", "Interaktionen"),
        Field.SPEND: ("Cost", "cost_micros", "metrics.cost_micros", "Kosten", "Coût", "Coste", "Custo"),
        Field.REVENUE: (
            "Conv. value", "conversions_value", "metrics.conversions_value", "Conversion value", "Conv.-Wert",
            "Valeur conv.", "Valor de conv.",
        ),
    },
    conversions=(
        "Conversions", "metrics.conversions", "Conversioni", "Conv.", "All conv.", "all_conversions",
        "Conv. (Platform Comparable)",
    ),
    micros=("cost_micros", "metrics.cost_micros", "Cost (micros)"),
    dimensions={
        "network": (
            "Network", "Network (with search partners)", "ad_network_type", "segments.ad_network_type",
            "Ad network type",
        ),
        "device": ("Device", "segments.device"),
        "keyword": ("Search keyword", "Keyword", "keyword_ad_group_criterion", "ad_group_criterion.keyword.text"),
        "search_term": ("Search term", "search_term_view.search_term"),
        "match_type": ("Match type", "Search keyword match type", "Search term match type"),
        "hour": ("Hour of the day", "segments.hour", "Hour"),
        "click_type": ("Click type",),
        "audience": ("Audience segment", "Audience"),
        "conversion_action": ("Conversion action", "Conversion category"),
    },
    signature={
        "Impr.": 2, "Avg. CPC": 1.5, "Avg. CPM": 1, "Conv. rate": 1, "Cost / conv.": 2, "Conv. value": 1.5,
        "Currency code": 0.5, "Campaign type": 1,
        "cost_micros": 3, "metrics.cost_micros": 4, "segments.date": 3, "Interaction rate": 1.5,
        "Optimization score": 2, "Campaign status": 0.7,
        "Demographic status": 1.5, "Status reasons": 1.5, "conversions_value": 1, "view_through_conversions": 0.7,
        "ad_network_type": 1, "customer_id": 1,
        "Bid strategy type": 1.5, "Search impr. share": 2, "Durchschn. CPC": 1.5, "CPC moy.": 1.5, "CPC medio": 1.5,
        "active_view_impressions": 1,
        "Headline 1": 0.7, "Conv.-Wert": 1.5, "Kosten/Conv.": 2, "Kosten": 0.7, "Währungscode": 0.5, "Coût/conv.": 2,
        "Valeur conv.": 1.5, "Valor de conv.": 1.5, "Coste/conv.": 2, "Conv. (Platform Comparable)": 1,
    },
    marks={"google": 1, "adwords": 1, "gads": 0.6, "all time": 0.5},
    totals=(r"total: .*", r"gesamt: .*", r"total : .*"),
)  # fmt: skip
