"""The invented company of the example: names, people, colours, and the two axes of its audiences."""

from dataclasses import dataclass

from domain.permissions import Role

ORGANIZATION_NAME = "Tarnlight Outdoor"
MAIL_DOMAIN = "tarnlight.example"
CURRENCY = "USD"
DEFAULT_SEED = 7
# Fourteen months, so that every day of the last two has a day one year before it.
DAYS = 426

CYCLING = "Cycling"
CAMPING = "Camping"
FOOTWEAR = "Footwear"
CATEGORIES = (CYCLING, CAMPING, FOOTWEAR)

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS = ("female", "male", "unknown")
UNKNOWN = "unknown"
# One cell per age and gender, and a last one for people of whom the platform knows neither.
CELLS: tuple[tuple[str, str], ...] = (*((age, gender) for age in AGES for gender in GENDERS), (UNKNOWN, UNKNOWN))

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Person:
    """A member of the example organization."""

    full_name: str
    email: str
    role: Role
    title: str


PEOPLE = (
    Person("Maya Lindqvist", f"maya@{MAIL_DOMAIN}", Role.ADMIN, "Head of growth"),
    Person("Jonas Weber", f"jonas@{MAIL_DOMAIN}", Role.ANALYST, "Performance analyst"),
    Person("Priya Raman", f"priya@{MAIL_DOMAIN}", Role.ANALYST, "Creative lead"),
    Person("Tom Ashdown", f"tom@{MAIL_DOMAIN}", Role.VIEWER, "Managing director"),
)


@dataclass(frozen=True)
class Palette:
    """The colours of one picture: sky from top to bottom, three hills from far to near, product, text."""

    sky_top: Colour
    sky_bottom: Colour
    hills: tuple[Colour, Colour, Colour]
    product: Colour
    accent: Colour
    panel: Colour
    ink: Colour


AMBER: Colour = (244, 162, 54)
CREAM: Colour = (250, 245, 235)
PINE: Colour = (20, 52, 49)

# fmt: off
PALETTES: dict[str, Palette] = {
    "dawn": Palette((250, 196, 148), (255, 236, 209), ((223, 150, 122), (170, 104, 102), (84, 60, 82)),
                    (196, 62, 54), (244, 162, 54), (84, 60, 82), CREAM),
    "pine": Palette((150, 199, 190), (229, 240, 226), ((118, 164, 146), (66, 117, 104), (20, 62, 56)),
                    (232, 119, 46), AMBER, PINE, CREAM),
    "lake": Palette((118, 180, 218), (222, 240, 246), ((128, 167, 190), (70, 117, 150), (24, 62, 92)),
                    (240, 196, 66), (240, 196, 66), (24, 62, 92), CREAM),
    "night": Palette((12, 22, 48), (58, 76, 122), ((44, 58, 98), (28, 40, 74), (14, 22, 44)),
                     (240, 142, 66), (255, 208, 110), (14, 22, 44), CREAM),
    "desert": Palette((247, 214, 160), (253, 238, 212), ((226, 164, 108), (198, 120, 78), (128, 66, 52)),
                      (28, 108, 112), (28, 108, 112), (128, 66, 52), CREAM),
    "alpine": Palette((196, 214, 232), (244, 247, 250), ((170, 188, 208), (112, 136, 164), (58, 78, 104)),
                      (214, 58, 78), (214, 58, 78), (44, 60, 84), CREAM),
    "meadow": Palette((168, 214, 232), (238, 247, 220), ((168, 200, 132), (118, 166, 92), (60, 110, 62)),
                      (250, 250, 244), (248, 206, 70), (36, 82, 54), CREAM),
    "berry": Palette((232, 196, 214), (250, 234, 236), ((196, 142, 172), (140, 84, 128), (74, 38, 78)),
                     (252, 178, 92), (252, 178, 92), (74, 38, 78), CREAM),
}
# fmt: on
