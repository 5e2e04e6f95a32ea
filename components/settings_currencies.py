"""Currencies that an organization can choose as its default, by code with their names."""

_NAMES = {
    "AED": "UAE dirham", "ARS": "Argentine peso", "AUD": "Australian dollar", "BDT": "Bangladeshi taka",
    "BGN": "Bulgarian lev", "BRL": "Brazilian real", "CAD": "Canadian dollar", "CHF": "Swiss franc",
    "CLP": "Chilean peso", "CNY": "Chinese yuan", "COP": "Colombian peso", "CRC": "Costa Rican colón",
    "CZK": "Czech koruna", "DKK": "Danish krone", "EGP": "Egyptian pound", "EUR": "Euro", "GBP": "British pound",
    "HKD": "Hong Kong dollar", "HUF": "Hungarian forint", "IDR": "Indonesian rupiah", "ILS": "Israeli new shekel",
    "INR": "Indian rupee", "ISK": "Icelandic króna", "JPY": "Japanese yen", "KES": "Kenyan shilling",
    "KRW": "South Korean won", "KWD": "Kuwaiti dinar", "KZT": "Kazakhstani tenge", "LKR": "Sri Lankan rupee",
    "MAD": "Moroccan dirham", "MXN": "Mexican peso", "MYR": "Malaysian ringgit", "NGN": "Nigerian naira",
    "NOK": "Norwegian krone", "NZD": "New Zealand dollar", "PEN": "Peruvian sol", "PHP": "Philippine peso",
    "PKR": "Pakistani rupee", "PLN": "Polish złoty", "QAR": "Qatari riyal", "RON": "Romanian leu",
    "RSD": "Serbian dinar", "SAR": "Saudi riyal", "SEK": "Swedish krona", "SGD": "Singapore dollar",
    "THB": "Thai baht", "TRY": "Turkish lira", "TWD": "New Taiwan dollar", "UAH": "Ukrainian hryvnia",
    "USD": "US dollar", "UYU": "Uruguayan peso", "VND": "Vietnamese đồng", "ZAR": "South African rand",
}  # fmt: skip
CURRENCIES = tuple((code, f"{code} · {name}") for code, name in _NAMES.items())
