"""Meta Ads Manager exports (Facebook, Instagram) and tables shaped by the Marketing API."""

from data.formats._format import Format
from domain.imports import Field
from domain.platforms import Platform

FORMAT = Format(
    key="meta",
    label="Meta Ads Manager",
    platform=Platform.META,
    columns={
        Field.DATE: ("Day", "Date", "Tag", "Jour", "Día", "Dia", "Giorno", "日", "اليوم"),
        Field.PERIOD_END: (
            "Reporting ends", "Auswertungsende", "Berichtsende", "Fin des rapports", "Fin del informe",
            "Fecha de fin del informe",
            "Término dos relatórios", "date_stop", "نهاية إعداد التقارير",
        ),
        Field.ACCOUNT: ("Account name", "Account ID", "Nom du compte", "Nombre de la cuenta", "اسم الحساب"),
        Field.CAMPAIGN: (
            "Campaign name", "Campaign", "Kampagnenname", "Name der Kampagne", "Nom de la campagne",
            "Nombre de la campaña", "Nome da campanha", "اسم الحملة",
        ),
        Field.CAMPAIGN_ID: ("Campaign ID", "xyz_campaign_id"),
        Field.AD_GROUP: (
            "Ad set name", "Ad set", "Anzeigengruppenname", "Name der Anzeigengruppe",
            "Nom de l'ensemble de publicités", "Nombre del conjunto de anuncios",
            "Nome do conjunto de anúncios", "adset_name", "Ad set ID", "adset_id", "fb_campaign_id",
        ),
        Field.AD: (
            "Ad name", "Anzeigenname", "Name der Werbeanzeige", "Nom de la publicité", "Nombre del anuncio",
            "Nome do anúncio",
        ),
        Field.CLICKS: (
            "Link clicks", "inline_link_clicks", "Link-Klicks", "Clics sur un lien", "Clics en el enlace",
            "Cliques no link", "Clic sul link",
            "Outbound clicks", "Clicks (all)", "Klicks (alle)", "Clics (tous)", "Clics (todos)", "Clicks",
        ),
        Field.SPEND: (
            "Amount spent", "Spend", "Spent", "Ausgegebener Betrag", "Montant dépensé", "Importe gastado",
            "Valor usado", "Importo speso", "المبلغ المنفق",
        ),
        Field.REVENUE: (
            "Purchases conversion value", "Website purchases conversion value", "Purchase conversion value",
            "Conversion-Wert für Käufe", "Käufe: Conversion-Wert",
            "Valeur de conversion des achats", "Valor de conversión de compras", "Results value", "action_values",
            "purchase_value",
        ),
    },
    conversions=(
        "Purchases", "Website purchases", "Käufe", "Achats", "Compras", "Acquisti", "Conversions", "Leads", "Results",
        "Ergebnisse", "Résultats",
        "Resultados", "Risultati", "Total_Conversion", "Approved_Conversion",
    ),
    starts=(
        "Reporting starts", "Auswertungsbeginn", "Berichtsbeginn", "Début des rapports", "Inicio del informe",
        "Início dos relatórios", "date_start", "بداية إعداد التقارير",
    ),
    dimensions={
        "publisher_platform": ("Platform", "publisher_platform", "Publisher platform"),
        "placement": ("Placement", "platform_position", "Platform position"),
        "device": ("Device platform", "Impression device", "device_platform"),
        "hour": (
            "Time of day (ad account time zone)", "Time of day (viewer's time zone)",
            "hourly_stats_aggregated_by_advertiser_time_zone",
        ),
        "objective_variant": ("Attribution setting",),
    },
    signature={
        "Amount spent": 2, "Ad set name": 2, "Reporting starts": 2, "Reporting ends": 2, "Link clicks": 1,
        "Clicks (all)": 1, "Result type": 1,
        "Result indicator": 1.5, "inline_link_clicks": 3, "fb_campaign_id": 3, "adset_id": 2, "adset_name": 2,
        "Cost per results": 1, "Cost per result": 1,
        "Ad set budget": 1.5, "Attribution setting": 1.5, "Results": 0.5, "Delivery level": 1,
        "Ausgegebener Betrag": 2, "Auswertungsbeginn": 2,
        "Montant dépensé": 2, "Importe gastado": 2, "Valor usado": 2, "Importo speso": 2, "publisher_platform": 2,
        "Purchases conversion value": 1,
        "المبلغ المنفق": 2, "date_stop": 1.5, "outbound_clicks": 0.5,
    },
    marks={"facebook": 1, "meta": 0.6, "instagram": 0.6},
    summary_row=True,
    result_types=("Result type", "Result indicator", "Ergebnistyp", "Type de résultat", "Tipo de resultado"),
)  # fmt: skip
