"""Halves of sentences from which the audience's comments are put together, with the feeling each pair carries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bank:
    """Beginnings and ends that go together, and the feeling of both."""

    sentiment: str
    emotion: str
    weight: float
    starts: tuple[str, ...]
    ends: tuple[str, ...]


THINGS = {
    "gravel_bike": "gravel bike", "city_bike": "city bike", "cargo_bike": "cargo bike", "fleet": "company bike",
    "tent": "tent", "van": "camping kit", "shoe": "trail shoe", "boot": "boot", "backpack": "backpack",
    "campfire": "camp stove", "lantern": "lantern", "mug": "mug", "helmet": "helmet", "calendar": "payment plan",
    "parcel": "order", "mountains": "gear",
}  # fmt: skip

ENGLISH: tuple[Bank, ...] = (
    Bank(
        "positive",
        "joy",
        5,
        (
            "Absolutely love my {thing}!",
            "Best birthday present ever, a {thing}!",
            "Took the {thing} out on Sunday.",
            "So happy with this {thing}.",
            "My daughter grins every time she sees the {thing}.",
            "Finally got the {thing} I wanted.",
            "Yes yes yes, this {thing}!",
            "What a fun little film about a {thing}.",
        ),
        (
            "Could not stop smiling.",
            "We had such a great day.",
            "Makes every weekend better.",
            "Ten out of ten.",
            "Already planning the next trip.",
            "It just makes me happy.",
            "Worth every cent.",
            "My friends are all jealous now.",
        ),
    ),
    Bank(
        "positive",
        "none",
        5,
        (
            "Solid {thing}, fair price.",
            "Had the {thing} for two years now.",
            "Customer service sorted my {thing} in a day.",
            "The {thing} fits exactly as described.",
            "Good to see a repairable {thing}.",
            "Delivery of the {thing} was quick.",
            "Compared four brands and chose this {thing}.",
            "The store in town helped me pick a {thing}.",
        ),
        (
            "Would recommend.",
            "No complaints so far.",
            "Quality is really good.",
            "Thank you for the help.",
            "Proud to support a brand like this.",
            "Keep it up.",
            "Still looks like new.",
            "A thoughtful design.",
        ),
    ),
    Bank(
        "neutral",
        "none",
        6,
        (
            "Does the {thing} come in green?",
            "Is the {thing} available in Canada?",
            "What does the {thing} weigh?",
            "Which size for 178 cm, asking about the {thing}?",
            "Is this the same {thing} as last year?",
            "When is the {thing} back in stock?",
            "How long is the warranty on the {thing}?",
            "Can I try the {thing} in a store?",
        ),
        (
            "Asking for a friend.",
            "Thanks.",
            "The page does not say.",
            "Need it by May.",
            "@Chris have a look.",
            "Comparing a few right now.",
            "Could not find it in the shop.",
            "Just wondering.",
        ),
    ),
    Bank(
        "positive",
        "surprise",
        2,
        (
            "Wow, did not expect this {thing} to be so light.",
            "Wait, the {thing} costs how little?",
            "I had no idea you made a {thing}.",
            "Well, that is a {thing} I did not see coming.",
        ),
        ("Really impressed.", "Mind blown.", "Consider me curious and impressed.", "What a nice surprise."),
    ),
    Bank(
        "negative",
        "anger",
        3,
        (
            "My {thing} arrived damaged and nobody answers.",
            "Three weeks and still no {thing}.",
            "Charged twice for one {thing}.",
            "The checkout failed four times while I tried to buy the {thing}.",
            "Your app lost my {thing} order.",
        ),
        (
            "This is not acceptable.",
            "I am really angry about this.",
            "Fix your support line.",
            "I want my money back.",
            "Unbelievable.",
            "Never again.",
        ),
    ),
    Bank(
        "negative",
        "none",
        3,
        (
            "The {thing} is overpriced.",
            "Not convinced by the {thing}.",
            "Colours of the {thing} look different in real life.",
            "The {thing} runs small.",
            "Expected better from this {thing}.",
            "The strap on my {thing} broke after a month.",
        ),
        (
            "There are cheaper options.",
            "Disappointed.",
            "Sending it back.",
            "The old version was better.",
            "Would not buy it again.",
            "Not worth the wait.",
        ),
    ),
    Bank(
        "negative",
        "sadness",
        1.5,
        (
            "Sold out again, no {thing} for me.",
            "My {thing} got stolen last night.",
            "I missed the {thing} sale by an hour.",
            "They stopped making my favourite {thing}.",
        ),
        ("So sad.", "Heartbroken.", "I really miss it.", "There goes my summer.", "I could cry."),
    ),
    Bank(
        "negative",
        "fear",
        1.2,
        (
            "Is the {thing} safe for small children?",
            "I worry the {thing} will not hold in a storm.",
            "Read about a recall, is my {thing} affected?",
            "A bit scared to ride in traffic with this {thing}.",
        ),
        (
            "That makes me nervous.",
            "I am honestly afraid to try.",
            "Please tell me it is safe.",
            "Getting anxious just watching this.",
        ),
    ),
)
GERMAN: tuple[Bank, ...] = (
    Bank(
        "positive",
        "joy",
        4,
        (
            "Ich liebe es!",
            "Gestern zum ersten Mal ausprobiert.",
            "Endlich ist es da!",
            "Unsere Kinder sind begeistert.",
        ),
        ("Macht richtig Spaß.", "Bestes Wochenende seit Langem.", "Ich grinse immer noch.", "Einfach toll."),
    ),
    Bank(
        "neutral",
        "none",
        4,
        (
            "Gibt es das auch in Grün?",
            "Wie schwer ist das?",
            "Kann man das in Köln testen?",
            "Ab wann wieder lieferbar?",
        ),
        ("Danke.", "Auf der Seite steht nichts dazu.", "Frage für meine Schwester.", "Brauche es bis Mai."),
    ),
    Bank(
        "negative",
        "anger",
        2,
        ("Seit drei Wochen keine Lieferung.", "Zweimal abgebucht.", "Der Kundendienst antwortet nicht."),
        ("So geht das nicht.", "Ich bin wirklich sauer.", "Nie wieder."),
    ),
    Bank(
        "negative",
        "none",
        2,
        ("Für den Preis zu wenig.", "Fällt klein aus.", "Die Farbe sieht in echt anders aus."),
        ("Schade.", "Geht zurück.", "Ich hatte mehr erwartet."),
    ),
)
# What people write under an ad that they have seen too often.
TIRED: tuple[Bank, ...] = (
    Bank(
        "negative",
        "anger",
        2,
        (
            "I see this ad ten times a day.",
            "This ad again?",
            "Please stop showing me this.",
            "Every single video, this ad.",
        ),
        ("Enough.", "It is getting annoying.", "You already lost me.", "Make it stop."),
    ),
    Bank(
        "negative",
        "none",
        2,
        ("Same picture since spring.", "Seen it.", "I know this ad by heart now.", "We get it, it is a {thing}."),
        ("Time for something new.", "Boring by now.", "Scrolling past.", "Show us another one."),
    ),
)

FIRST_NAMES = (
    "Alex", "Bea", "Carlos", "Dana", "Elif", "Finn", "Grace", "Hiro", "Ines", "Jamal", "Kira", "Liam", "Mona", "Noah",
    "Olga", "Pablo", "Quinn", "Rosa", "Sam", "Tara", "Umar", "Vera", "Wes", "Yara", "Zoe",
)  # fmt: skip
