"""Countries by name. What is not in the list is shown by its code, which is never wrong."""

_NAMES = """
AE United Arab Emirates|AR Argentina|AT Austria|AU Australia|BD Bangladesh|BE Belgium|BG Bulgaria|BR Brazil|CA Canada
CH Switzerland|CL Chile|CN China|CO Colombia|CY Cyprus|CZ Czechia|DE Germany|DK Denmark|EC Ecuador|EE Estonia|EG Egypt
ES Spain|FI Finland|FR France|GB United Kingdom|GH Ghana|GR Greece|HK Hong Kong|HR Croatia|HU Hungary|ID Indonesia
IE Ireland|IL Israel|IN India|IS Iceland|IT Italy|JP Japan|KE Kenya|KR South Korea|KZ Kazakhstan|LT Lithuania
LU Luxembourg|LV Latvia|MA Morocco|MT Malta|MX Mexico|MY Malaysia|NG Nigeria|NL Netherlands|NO Norway|NZ New Zealand
PE Peru|PH Philippines|PK Pakistan|PL Poland|PT Portugal|QA Qatar|RO Romania|RS Serbia|SA Saudi Arabia|SE Sweden
SG Singapore|SI Slovenia|SK Slovakia|TH Thailand|TR Türkiye|TW Taiwan|UA Ukraine|US United States|UY Uruguay
VN Vietnam|ZA South Africa
"""
COUNTRIES: dict[str, str] = {
    entry[:2]: entry[3:] for line in _NAMES.strip().splitlines() for entry in line.strip().split("|")
}


def country_name(code: str) -> str:
    """The country's name, or what was given."""
    return COUNTRIES.get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """All of them by name, for a dropdown."""
    return sorted(COUNTRIES.items(), key=lambda pair: pair[1])
