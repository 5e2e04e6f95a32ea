"""The sixty creatives of the example: which campaign runs them when, what they say, and how they are drawn.

Headlines and calls to action are drawn with a font that knows ASCII only; the ad texts are free.
"""

from dataclasses import dataclass

from data.demo.campaigns import CampaignPlan
from domain.creatives import ImageFormat

SIZES = {
    "square": (1080, 1080),
    "wide": (1200, 628),
    "story": (1080, 1920),
    "portrait": (1080, 1350),
    "video": (1280, 720),
}
# One in seven is a PNG and one is a GIF, as in real libraries.
GIF_AD = "m-bf-countdown"


@dataclass(frozen=True)
class CreativePlan:
    """One creative and the ad that shows it. `start` and `end` of None are those of the campaign."""

    campaign: str
    key: str
    name: str
    scene: str
    palette: str
    layout: str
    size: str
    headline: str
    call: str
    text: str
    start: int | None = None
    end: int | None = None
    tags: tuple[str, ...] = ()
    badge: str = ""

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height."""
        return SIZES[self.size]

    @property
    def all_tags(self) -> tuple[str, ...]:
        """What it shows, how it is laid out, its format, and what the team added."""
        return (self.scene.replace("_", " "), self.layout, self.size, *self.tags)

    def runs_on(self, campaign: CampaignPlan, offset: int) -> bool:
        """Whether the ad is shown on that day."""
        first = campaign.start if self.start is None else self.start
        last = 0 if self.end is None else self.end
        return campaign.runs_on(offset) and first <= offset <= last


def image_format(position: int, key: str) -> ImageFormat:
    """The file format of the creative at that position of the list."""
    if key == GIF_AD:
        return ImageFormat.GIF
    return ImageFormat.PNG if position % 7 == 3 else ImageFormat.JPEG


_C = CreativePlan

# The tables read better with two or three lines an entry than with one line a field.
# fmt: off
_META = (
    _C("m-gravel", "m-gravel-sunrise", "Gravel Sunrise", "gravel_bike", "dawn", "poster", "square",
       "Out before the sun", "Shop gravel bikes",
       "First light, empty road, 40 mm tyres. The Tarnlight Gravel 2 is built for the miles nobody else rides.",
       -190, None, ("sunrise", "hero")),
    _C("m-gravel", "m-gravel-desert", "Gravel Desert Split", "gravel_bike", "desert", "split", "wide",
       "Pavement is optional", "Find your size",
       "Steel fork, wide bars, room for two bottles. Free fitting in every Tarnlight store.", -425, -185),
    _C("m-gravel", "m-gravel-lake", "Gravel Lake Story", "gravel_bike", "lake", "poster", "story",
       "The long way home", "See the bike",
       "Take the turn you always ride past. Gravel 2 ships assembled to your door in five days.", -300, -120),
    _C("m-gravel", "m-gravel-helmet", "Helmet Studio", "helmet", "alpine", "studio", "square",
       "240 g. Zero excuses.", "Shop helmets",
       "Light enough to forget, tested to be remembered. The Ridge helmet, now in four colours.", -150, None,
       ("accessory",), "NEW"),
    _C("m-trail", "m-trail-switchback", "Switchback Shoe", "shoe", "pine", "poster", "portrait",
       "Grip for every switchback", "Shop trail shoes",
       "You looked at the Switchback. It looked back. Free returns for 60 days, muddy or not.", -180, None, ("hero",)),
    _C("m-trail", "m-trail-mud", "Made for Mud", "shoe", "meadow", "studio", "square",
       "Made for mud", "Get yours",
       "5 mm lugs, a rock plate and a wash-it-later attitude. Your cart is still waiting.", -425, -175, (), "60 days"),
    _C("m-trail", "m-trail-boot", "Boot Frame", "boot", "berry", "frame", "square",
       "Dry feet, far away", "Shop boots",
       "Waterproof to the third eyelet. The Fell boot is back in every size.", -260),
    _C("m-commute", "m-commute-rad", "Stadtrad Morgen", "city_bike", "lake", "poster", "square",
       "Dein Weg. Dein Rad.", "Jetzt entdecken",
       "Riemenantrieb, Licht, Schutzbleche: alles dran. Das Tarnlight Stadtrad ab Lager lieferbar.", -395, -200,
       ("german",)),
    _C("m-commute", "m-commute-split", "Stadtrad Split", "city_bike", "meadow", "split", "wide",
       "Schneller als der Bus", "Probefahrt buchen",
       "Steig um, bevor der Bus kommt. Probefahrt in Hamburg, Köln und München.", -230, None, ("german",)),
    _C("m-commute", "m-commute-regen", "Stadtrad Herbst", "city_bike", "dawn", "frame", "portrait",
       "Herbst kann kommen", "Mehr erfahren",
       "Nabendynamo und breite Schutzbleche: Mit dem Stadtrad kommst du auch im November trocken an.", -90, None,
       ("german", "autumn")),
    _C("m-tents", "m-tents-night", "Tent Under Stars", "tent", "night", "poster", "portrait",
       "Five stars? More like thousands", "Shop tents",
       "Two people, four minutes, one very good sky. The Tarn 2 weighs 1.9 kg.", -425, -150, ("night",)),
    _C("m-tents", "m-tents-meadow", "Weekend Tent", "tent", "meadow", "split", "wide",
       "Friday packed. Saturday free.", "Plan a weekend",
       "Everything for one night out fits in one bag. Weekend kits from £249.", -220, None, ("bundle",)),
    _C("m-finance", "m-finance-calendar", "Pay Monthly Calendar", "calendar", "lake", "studio", "square",
       "Ride now, pay monthly", "Check your rate",
       "Spread the cost over 12, 24 or 36 months. See your rate in two minutes. Subject to approval.", -370, -150,
       ("financing",), "0 % APR"),
    _C("m-finance", "m-finance-city", "Pay Monthly City", "city_bike", "pine", "split", "wide",
       "A new bike for $39 a month", "See your options",
       "No deposit, no paperwork at the counter. Checking your rate does not affect your credit score.", -320, None,
       ("financing",)),
    _C("m-finance", "m-finance-gravel", "Pay Monthly Gravel", "gravel_bike", "alpine", "frame", "square",
       "Big rides, small payments", "Check your rate",
       "Gravel 2 from $54 a month over 36 months. Subject to approval.", -200, None, ("financing",)),
    _C("m-finance", "m-finance-story", "Pay Monthly Story", "cargo_bike", "desert", "poster", "story",
       "The second car you never buy", "See your options",
       "Cargo bikes from $69 a month. Two kids, one crate, no parking ticket.", -110, None, ("financing",)),
    _C("m-bf", "m-bf-parcel", "Black Friday Parcels", "parcel", "night", "studio", "square",
       "Black Friday, bright gear", "Shop the sale",
       "Up to 30 % off last season's colours. While stock lasts.", None, None, ("sale",), "-30 %"),
    _C("m-bf", "m-bf-countdown", "Black Friday Countdown", "lantern", "night", "poster", "story",
       "Last lights. Last sizes.", "Shop the sale",
       "The lantern stays on until Monday. So do the prices.", None, None, ("sale",), "-30 %"),
    _C("m-bf", "m-bf-shoe", "Black Friday Shoes", "shoe", "berry", "split", "wide",
       "Trail shoes, 30 % off", "Grab your size",
       "Switchback and Fell in last season's colours, this weekend only.", None, None, ("sale",)),
    _C("m-huts", "m-huts-boot", "Huettentour Schuh", "boot", "alpine", "poster", "square",
       "Von Tal zu Tal", "Jetzt ansehen",
       "Drei Tage, zwei Hütten, ein Schuh. Der Fell trägt dich drüber.", -160, None, ("german",)),
    _C("m-huts", "m-huts-pack", "Huettentour Rucksack", "backpack", "lake", "frame", "portrait",
       "Alles dabei. Nichts zu viel.", "Packliste laden",
       "28 Liter reichen für drei Tage. Unsere Packliste verrät, wie.", -90, None, ("german",)),
)

_GOOGLE = (
    _C("g-brand", "g-brand-logo", "Brand Landscape", "mountains", "pine", "frame", "wide",
       "Tarnlight. Made for outside.", "Official store",
       "Bikes, tents and trail shoes. Free shipping over $75 and 60 days to change your mind."),
    _C("g-brand", "g-brand-pack", "Brand Backpack", "backpack", "meadow", "studio", "square",
       "Gear that goes along", "Official store",
       "Order by 2 pm, out the door today. The official Tarnlight store.", -200),
    _C("g-generic", "g-generic-gravel", "Generic Gravel", "gravel_bike", "meadow", "studio", "wide",
       "Gravel bikes from $1,390", "Compare models",
       "Compare geometry, weight and price of all five gravel models. Assembled and shipped in five days."),
    _C("g-generic", "g-generic-city", "Generic City", "city_bike", "berry", "frame", "square",
       "City bikes that last", "Compare models",
       "Belt drive, hub gears, lights that charge themselves.", -220),
    _C("g-generic", "g-generic-cargo", "Generic Cargo", "cargo_bike", "lake", "split", "wide",
       "Carry the whole week", "Compare models",
       "Electric cargo bikes with room for two children and the groceries.", -150),
    _C("g-gb-shop", "g-gb-shoe", "Shopping Switchback", "shoe", "lake", "studio", "square",
       "Switchback trail shoe", "Shop now",
       "Trail running shoe, 5 mm lugs, wide fit available. Free UK delivery.", -425, -180),
    _C("g-gb-shop", "g-gb-boot", "Shopping Fell Boot", "boot", "pine", "studio", "square",
       "Fell hiking boot", "Shop now",
       "Waterproof hiking boot, resoleable. Free UK delivery and returns.", -240),
    _C("g-de-shop", "g-de-city", "Shopping Stadtrad", "city_bike", "desert", "studio", "square",
       "Stadtrad mit Riemen", "Zum Shop",
       "Stadtrad mit Riemenantrieb, 8-Gang-Nabe, 16 kg.", -408, -150, ("german",)),
    _C("g-de-shop", "g-de-gravel", "Shopping Gravel DE", "gravel_bike", "pine", "studio", "square",
       "Gravelbike Carbon", "Zum Shop",
       "Gravelbike mit Carbongabel, 45-mm-Reifen, 9,4 kg. Versand in fünf Tagen.", -210, None, ("german",)),
    _C("g-pmax", "g-pmax-lantern", "Lantern Night", "lantern", "night", "poster", "square",
       "Leave a light on", "Shop lights",
       "80 hours on one charge. The Tarn lantern is the last thing you switch off.", -425, -120, ("night",)),
    _C("g-pmax", "g-pmax-camp", "Campfire Wide", "campfire", "night", "split", "wide",
       "Slow evenings start here", "Shop camp gear",
       "Stoves, mugs and chairs that fold smaller than your plans.", -280),
    _C("g-pmax", "g-pmax-mug", "Enamel Mug", "mug", "dawn", "studio", "square",
       "Coffee tastes better outside", "Shop camp kitchen",
       "The enamel mug that survives the drop. And the next one.", -150, None, ("kitchen",)),
    _C("g-pmax", "g-pmax-tent", "Tent Alpine", "tent", "alpine", "frame", "portrait",
       "Pitch anywhere", "Shop tents",
       "Free-standing, storm-tested, four minutes from bag to bed.", -140, -30),
    _C("g-test", "g-test-van", "Search Test Van", "van", "meadow", "frame", "wide",
       "Camping made easy", "Browse kits",
       "Complete camping kits for two, delivered in a single box.", None, -148),
)

_TIKTOK = (
    _C("t-creator", "t-creator-unboxing", "Creator Unboxing", "parcel", "dawn", "poster", "story",
       "Wait for the soles", "Shop the drop",
       "POV: your trail shoes arrive a day early and it is raining. Perfect.", -150, None, ("creator",)),
    _C("t-creator", "t-creator-mud", "Creator Mud Run", "shoe", "desert", "poster", "story",
       "White shoes. Bad idea.", "Try them",
       "We gave Lena white Switchbacks and a swamp. Results at 0:09.", -350, -160, ("creator",)),
    _C("t-creator", "t-creator-boot", "Creator Boot Test", "boot", "lake", "poster", "story",
       "We stood in a lake for this", "See the boot",
       "Ten minutes, one lake, two dry socks.", -220, -40, ("creator", "test")),
    _C("t-creator", "t-creator-duo", "Creator Duo", "shoe", "berry", "frame", "story",
       "Left foot vs right foot", "Pick a side",
       "Same shoe, two colours. Comment the winner, we print it.", -90, None, ("creator",)),
    _C("t-van", "t-van-first", "Van First Night", "van", "dawn", "poster", "story",
       "Two days. No plan.", "Get the kit",
       "Everything we packed for 48 hours in a van that is older than us.", -300, -90, ("creator",)),
    _C("t-van", "t-van-fire", "Van Campfire", "campfire", "pine", "frame", "story",
       "Dinner with no walls", "Get the kit",
       "One pot, one pan, one very proud cook.", -130),
    _C("t-challenge", "t-challenge-run", "Challenge 5k", "shoe", "alpine", "poster", "story",
       "5 km. One trail. Go.", "Join in",
       "Run it, film it, tag it. The muddiest finish wins a year of shoes.", -250, -34, ("challenge",)),
    _C("t-challenge", "t-challenge-pack", "Challenge Pack", "backpack", "dawn", "frame", "story",
       "Pack light, run far", "Join in",
       "What is in your bag for the Trail Challenge?", -140, -34, ("challenge",)),
    _C("t-cargo", "t-cargo-kids", "Lastenrad Familie", "cargo_bike", "meadow", "poster", "story",
       "Drei Sitze, null Stau", "Ansehen",
       "Kita, Einkauf, See. Alles vor neun Uhr, alles mit einem Rad.", -152, None, ("german",)),
    _C("t-cargo", "t-cargo-city", "Lastenrad Stadt", "cargo_bike", "dawn", "frame", "story",
       "Parkplatz? Immer.", "Ansehen",
       "Das Lastenrad, das durch deine Haustür passt.", -80, None, ("german",)),
)

_OTHERS = (
    _C("l-fleet", "l-fleet-office", "Fleet Office", "fleet", "alpine", "split", "wide",
       "Your fleet, minus the parking", "Request a demo",
       "Companies with a bike program report fewer parking costs and happier teams. See what it would cost yours.",
       -420, -160, ("b2b",)),
    _C("l-fleet", "l-fleet-benefit", "Benefit Card", "calendar", "pine", "studio", "square",
       "A benefit people use", "Get the guide",
       "Leasing, insurance and service in one monthly invoice. Download the guide for HR teams.", -240, None,
       ("b2b",), "For HR"),
    _C("l-fleet", "l-fleet-bike", "Fleet Cargo", "cargo_bike", "alpine", "frame", "wide",
       "Last mile, first choice", "Talk to us",
       "Couriers on cargo bikes deliver up to 60 parcels a shift. Ask us for a pilot.", -120, None, ("b2b",)),
    _C("l-lease", "l-lease-team", "Firmenrad Team", "fleet", "meadow", "split", "wide",
       "Ein Firmenrad pro Kopf", "Angebot anfordern",
       "Leasing per Gehaltsumwandlung: Wir übernehmen Verträge, Versicherung und Service.", -310, -100,
       ("b2b", "german")),
    _C("l-lease", "l-lease-city", "Firmenrad Stadt", "city_bike", "alpine", "studio", "square",
       "Dienstwagen war gestern", "Beratung buchen",
       "So viel spart Ihr Team mit dem Firmenrad. Rechner in zwei Minuten.", -180, None, ("b2b", "german")),
    _C("l-work", "l-work-ride", "Ride to Work", "fleet", "dawn", "frame", "wide",
       "Bring the team outside", "Request details",
       "Set up a ride-to-work plan in a week. We handle the paperwork.", None, -205, ("b2b",)),
    _C("y-film", "y-film-ridge", "Film Ridge Line", "gravel_bike", "night", "poster", "video",
       "Ridge line. A film.", "Watch now",
       "Three riders, one ridge, 220 kilometres of gravel. Watch the film.", -240, None, ("film",)),
    _C("y-film", "y-film-mountains", "Film Teaser", "mountains", "dawn", "poster", "video",
       "Chase the weather", "Watch now",
       "The forecast said stay home. The teaser for our new gravel film.", -418, -200, ("film",)),
    _C("y-film", "y-film-bike", "Film Bike Cut", "gravel_bike", "desert", "frame", "video",
       "The bike behind the film", "See the bike",
       "Every scratch in the film is real. Meet the bike that rode it.", -110, None, ("film",)),
    _C("y-howto", "y-howto-tent", "How to Pitch", "tent", "dawn", "split", "video",
       "Pitch it in four minutes", "Watch the guide",
       "Wind, rain, no daylight: how to pitch a tent without a fight.", -330, -120, ("guide",)),
    _C("y-howto", "y-howto-fire", "How to Cook", "campfire", "desert", "frame", "video",
       "One pot, three dinners", "Watch the guide",
       "Three camp dinners that need one pot and no recipe card.", -200, None, ("guide",)),
    _C("y-alpine", "y-alpine-boot", "Alpine Story", "boot", "dawn", "split", "video",
       "Ein Schuh, acht Gipfel", "Film ansehen",
       "Acht Gipfel in acht Tagen. Die Geschichte einer ziemlich langen Woche.", None, -96, ("german", "film")),
    _C("y-bumper", "y-bumper-van", "Bumper Van", "van", "lake", "studio", "video",
       "Camp more", "Learn more", "Six seconds of fresh air.", None, None, ("bumper",)),
    _C("d-spring", "d-spring-helmet", "Spring Launch Teaser", "helmet", "meadow", "poster", "square",
       "Spring starts here", "Get notified", "The new Gravel 3 arrives in spring. Be first in line.",
       None, None, ("draft",)),
    _C("d-winter", "d-winter-boot", "Winter Sale Teaser", "boot", "night", "studio", "story",
       "Warm feet, cool prices", "Get notified", "The winter sale starts soon. Boots first.",
       None, None, ("draft", "sale"), "SOON"),
)

# fmt: on

CREATIVES: tuple[CreativePlan, ...] = (*_META, *_GOOGLE, *_TIKTOK, *_OTHERS)
