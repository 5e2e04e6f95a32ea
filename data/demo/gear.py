"""Smaller things in the pictures: shoes, bags, camp kitchen, and what stands for an offer.

See `products` for the box they are drawn in.
"""

from data.demo.brand import CREAM, Colour, Palette
from data.demo.pens import Pen, mix
from data.demo.products import (
    BLACK,
    GROUND,
    STEEL,
    WHITE,
    WOOD,
    Drawing,
    cargo_bike,
    city_bike,
    fleet,
    gravel_bike,
    tent,
    van,
)

FLAME: Colour = (246, 120, 48)
STRAP: Colour = (58, 50, 46)


def _sole(pen: Pen, colour: Colour, lugs: Colour) -> None:
    for step in range(13):
        x = -0.86 + step * 0.142
        pen.poly([(x, GROUND - 0.1), (x + 0.1, GROUND - 0.1), (x + 0.085, GROUND), (x + 0.015, GROUND)], lugs)
    pen.blob([(-0.93, 0.36), (-0.95, 0.5), (-0.6, 0.545), (0.0, 0.53), (0.6, 0.55), (0.95, 0.44), (1.0, 0.34),
              (0.4, 0.4),
              (-0.3, 0.38)], colour)  # fmt: skip


def shoe(pen: Pen, palette: Palette) -> None:
    """A low trail running shoe."""
    _sole(pen, WHITE, BLACK)
    pen.blob([(-0.88, -0.16), (-0.92, 0.14), (-0.9, 0.4), (-0.3, 0.44), (0.4, 0.44), (0.94, 0.4),
              (0.96, 0.26), (0.72, 0.12),
              (0.36, 0.02), (0.08, -0.2), (-0.12, -0.34), (-0.3, -0.26), (-0.56, -0.14), (-0.74, -0.26)],
             palette.product)  # fmt: skip
    dark = mix(palette.product, BLACK, 0.3)
    pen.blob([(0.62, 0.14), (0.9, 0.22), (0.98, 0.34), (0.92, 0.42), (0.6, 0.44), (0.56, 0.3)], dark)
    pen.blob([(-0.9, 0.1), (-0.7, 0.06), (-0.58, 0.26), (-0.64, 0.44), (-0.9, 0.42)], dark)
    pen.blob([(-0.5, 0.42), (-0.2, 0.1), (0.1, 0.0), (0.0, 0.18), (-0.28, 0.42)], palette.accent)
    pen.blob(
        [(-0.12, -0.36), (-0.02, -0.44), (0.12, -0.22), (0.36, -0.02), (0.2, 0.0), (0.0, -0.2)],
        mix(palette.product, WHITE, 0.35),
    )
    for step in range(4):
        x, y = 0.0 + step * 0.1, -0.2 + step * 0.075
        pen.line([(x - 0.07, y + 0.1), (x + 0.09, y - 0.03)], WHITE, 0.032)
    pen.bow([(-0.86, -0.16), (-0.94, -0.26), (-0.84, -0.34), (-0.76, -0.24)], dark, 0.04)


def boot(pen: Pen, palette: Palette) -> None:
    """A high hiking boot."""
    _sole(pen, mix(WOOD, BLACK, 0.55), BLACK)
    leather = mix(palette.product, WOOD, 0.35)
    pen.blob([(-0.72, -0.62), (-0.76, -0.2), (-0.88, 0.16), (-0.9, 0.42), (-0.2, 0.44), (0.5, 0.44),
              (0.95, 0.4), (0.95, 0.22),
              (0.7, 0.06), (0.3, 0.0), (0.06, -0.16), (0.0, -0.4), (0.02, -0.62),
              (-0.3, -0.57)], leather)  # fmt: skip
    dark = mix(leather, BLACK, 0.35)
    pen.blob([(0.56, 0.06), (0.9, 0.18), (0.98, 0.34), (0.9, 0.43), (0.56, 0.44), (0.5, 0.26)], dark)
    pen.blob([(-0.88, 0.1), (-0.66, 0.04), (-0.52, 0.26), (-0.56, 0.44), (-0.9, 0.42)], dark)
    pen.blob([(-0.76, -0.66), (-0.3, -0.62), (0.06, -0.67), (0.07, -0.54), (-0.3, -0.49), (-0.76, -0.53)], CREAM)
    for step in range(6):
        y = -0.44 + step * 0.1
        shift = 0.0 if step < 3 else (step - 2) * 0.1
        pen.line([(-0.22 + shift, y + 0.05), (0.0 + shift, y)], palette.accent, 0.032)
        pen.disc(-0.24 + shift, y + 0.05, 0.028, STEEL)
    pen.bow([(-0.74, -0.62), (-0.86, -0.7), (-0.8, -0.8), (-0.68, -0.7)], dark, 0.035)


def backpack(pen: Pen, palette: Palette) -> None:
    """A day pack with a rolled mat."""
    dark = mix(palette.product, BLACK, 0.28)
    pen.bow([(-0.14, -0.72), (0.0, -0.84), (0.14, -0.72)], STRAP, 0.045)
    pen.box(-0.66, -0.06, -0.4, 0.5, dark, 0.1)
    pen.box(0.4, -0.06, 0.66, 0.5, dark, 0.1)
    pen.box(0.47, -0.32, 0.59, 0.2, STEEL, 0.05)
    pen.box(-0.48, -0.72, 0.48, GROUND, palette.product, 0.22)
    pen.blob([(-0.48, -0.5), (-0.3, -0.74), (0.3, -0.74), (0.48, -0.5), (0.42, -0.22), (0.0, -0.16),
              (-0.42, -0.22)],
             mix(palette.product, WHITE, 0.22))  # fmt: skip
    pen.box(-0.36, 0.06, 0.36, 0.5, dark, 0.1)
    pen.line([(-0.26, 0.16), (0.26, 0.16)], palette.accent, 0.026)
    for x in (-0.2, 0.2):
        pen.line([(x, -0.5), (x, 0.02)], STRAP, 0.045)
        pen.box(x - 0.05, -0.2, x + 0.05, -0.1, STEEL, 0.02)
    pen.box(-0.6, GROUND - 0.14, 0.6, GROUND + 0.04, palette.accent, 0.09)
    pen.disc(0.52, GROUND - 0.05, 0.05, mix(palette.accent, BLACK, 0.35))


def campfire(pen: Pen, palette: Palette) -> None:
    """A fire with a pot above it."""
    for radius, share in ((0.95, 0.12), (0.7, 0.2), (0.48, 0.3)):
        pen.oval(0, GROUND - 0.04, radius * 1.1, radius * 0.22, mix(palette.hills[2], FLAME, share))
    pen.line([(-0.62, GROUND), (0.0, -0.72)], WOOD, 0.05)
    pen.line([(0.62, GROUND), (0.0, -0.72)], mix(WOOD, BLACK, 0.2), 0.05)
    pen.line([(0, -0.7), (0, -0.34)], STEEL, 0.016)
    pen.bow([(-0.2, -0.16), (-0.14, -0.34), (0.14, -0.34), (0.2, -0.16)], STEEL, 0.022)
    pen.box(-0.24, -0.18, 0.24, 0.08, mix(palette.product, BLACK, 0.25), 0.07)
    pen.box(-0.27, -0.2, 0.27, -0.13, mix(palette.product, WHITE, 0.2), 0.03)
    pen.blob([(-0.34, 0.5), (-0.3, 0.28), (-0.16, 0.34), (-0.12, 0.1), (0.04, 0.28), (0.14, 0.14),
              (0.2, 0.34), (0.33, 0.28),
              (0.34, 0.5), (0.0, 0.58)], FLAME)  # fmt: skip
    pen.blob([(-0.2, 0.52), (-0.1, 0.32), (0.0, 0.42), (0.08, 0.3), (0.2, 0.5), (0.0, 0.57)], (255, 208, 94))
    pen.line([(-0.44, GROUND), (0.36, GROUND - 0.12)], mix(WOOD, BLACK, 0.3), 0.1)
    pen.line([(0.44, GROUND), (-0.36, GROUND - 0.12)], WOOD, 0.1)
    for x, y in ((-0.5, -0.1), (0.44, -0.22), (0.3, 0.02), (-0.36, -0.36)):
        pen.disc(x, y, 0.018, (255, 196, 90))


def lantern(pen: Pen, palette: Palette) -> None:
    """A camping lantern that glows."""
    glow = mix(palette.accent, palette.sky_bottom, 0.55)
    for radius, share in ((0.86, 0.82), (0.7, 0.6), (0.54, 0.35)):
        pen.disc(0, -0.06, radius, mix(glow, palette.sky_bottom, share))
    pen.bow([(-0.3, -0.4), (-0.24, -0.76), (0.24, -0.76), (0.3, -0.4)], STEEL, 0.035)
    pen.box(-0.2, -0.56, 0.2, -0.42, palette.product, 0.06)
    pen.box(-0.34, -0.44, 0.34, -0.34, mix(palette.product, BLACK, 0.3), 0.04)
    pen.box(-0.28, -0.34, 0.28, 0.3, mix(palette.accent, WHITE, 0.55), 0.06)
    pen.oval(0, 0.02, 0.15, 0.24, WHITE)
    for x in (-0.26, 0.0, 0.26):
        pen.line([(x, -0.34), (x, 0.3)], mix(STEEL, BLACK, 0.35), 0.018)
    pen.box(-0.36, 0.28, 0.36, 0.4, mix(palette.product, BLACK, 0.3), 0.04)
    pen.box(-0.32, 0.38, 0.32, GROUND, palette.product, 0.08)
    pen.disc(0, 0.5, 0.05, CREAM)


def mug(pen: Pen, palette: Palette) -> None:
    """An enamel mug with steam."""
    for x in (-0.26, 0.0, 0.26):
        pen.bow(
            [(x, -0.36), (x + 0.08, -0.5), (x - 0.04, -0.64), (x + 0.06, -0.8)],
            mix(palette.sky_bottom, WHITE, 0.7),
            0.035,
        )
    pen.ring(0.58, 0.12, 0.3, 0.085, mix(palette.product, BLACK, 0.15))
    pen.box(-0.58, -0.26, 0.58, GROUND, palette.product, 0.1)
    pen.box(0.28, -0.22, 0.52, GROUND - 0.04, mix(palette.product, BLACK, 0.12), 0.08)
    pen.oval(0, -0.26, 0.6, 0.1, CREAM)
    pen.oval(0, -0.25, 0.53, 0.075, (84, 54, 38))
    pen.poly([(-0.34, 0.36), (-0.1, 0.02), (0.04, 0.2), (0.14, 0.08), (0.36, 0.36)], CREAM)
    pen.disc(0.2, -0.04, 0.06, palette.accent)


def helmet(pen: Pen, palette: Palette) -> None:
    """A road helmet from the side."""
    pen.bow([(-0.44, 0.26), (-0.2, 0.6), (0.1, 0.64), (0.36, 0.3)], STRAP, 0.035)
    pen.bow([(-0.1, 0.28), (0.02, 0.5), (0.06, 0.63)], STRAP, 0.03)
    pen.blob([(-0.9, 0.22), (-0.86, -0.14), (-0.5, -0.46), (0.05, -0.54), (0.56, -0.36), (0.88, 0.0),
              (0.94, 0.24), (0.5, 0.3),
              (0.0, 0.26), (-0.5, 0.34)], palette.product)  # fmt: skip
    dark = mix(palette.product, BLACK, 0.55)
    for x, length in ((-0.52, 0.34), (-0.16, 0.42), (0.22, 0.4), (0.56, 0.28)):
        pen.blob(
            [
                (x - 0.14, 0.1),
                (x - 0.02, -0.34 + abs(x) * 0.3),
                (x + 0.1, -0.36 + abs(x) * 0.3),
                (x - 0.14 + length, 0.12),
            ],
            dark,
        )
    pen.bow([(-0.86, 0.2), (-0.4, 0.28), (0.1, 0.2), (0.9, 0.22)], palette.accent, 0.05)
    pen.bow([(-0.7, -0.26), (-0.3, -0.46), (0.1, -0.5)], mix(palette.product, WHITE, 0.55), 0.03)


def calendar_card(pen: Pen, palette: Palette) -> None:
    """A wall calendar with paid months ticked: paying in instalments."""
    pen.box(-0.72, -0.6, 0.78, GROUND + 0.03, mix(palette.sky_top, BLACK, 0.25), 0.08)
    pen.box(-0.75, -0.64, 0.75, GROUND, WHITE, 0.08)
    pen.box(-0.75, -0.64, 0.75, -0.34, palette.product, 0.08)
    pen.box(-0.75, -0.46, 0.75, -0.34, palette.product)
    for x in (-0.4, 0.4):
        pen.line([(x, -0.74), (x, -0.54)], BLACK, 0.05)
    for number in range(12):
        x, y = -0.5 + number % 4 * 0.333, -0.14 + number // 4 * 0.28
        paid = number < 5
        pen.box(x - 0.12, y - 0.1, x + 0.12, y + 0.1, mix(palette.panel, WHITE, 0.0 if paid else 0.86), 0.04)
        if paid:
            pen.line([(x - 0.05, y), (x - 0.01, y + 0.04), (x + 0.06, y - 0.045)], palette.accent, 0.026)
    gravel_bike(pen.at(0.5, 0.38, 0.42), palette)


def parcel(pen: Pen, palette: Palette) -> None:
    """Three parcels with ribbons."""
    card = (206, 160, 108)
    stack = (
        (-0.86, 0.02, -0.04, GROUND, card),
        (0.04, -0.16, 0.84, GROUND, palette.product),
        (-0.46, -0.6, 0.3, 0.0, palette.accent),
    )
    for left, top, right, bottom, colour in stack:
        pen.box(left, top, right, bottom, colour, 0.03)
        pen.box(left, top, right, top + 0.12, mix(colour, WHITE, 0.22), 0.03)
        middle = (left + right) / 2
        pen.box(middle - 0.05, top, middle + 0.05, bottom, CREAM)
        pen.blob([(middle, top), (middle - 0.2, top - 0.12), (middle - 0.14, top + 0.02)], CREAM)
        pen.blob([(middle, top), (middle + 0.2, top - 0.12), (middle + 0.14, top + 0.02)], CREAM)


def nothing(pen: Pen, palette: Palette) -> None:
    """A landscape alone, with a small tent far away."""
    tent(pen.at(0.1, 0.45, 0.28), palette)


PRODUCTS: dict[str, Drawing] = {
    "gravel_bike": gravel_bike,
    "city_bike": city_bike,
    "cargo_bike": cargo_bike,
    "fleet": fleet,
    "tent": tent,
    "van": van,
    "shoe": shoe,
    "boot": boot,
    "backpack": backpack,
    "campfire": campfire,
    "lantern": lantern,
    "mug": mug,
    "helmet": helmet,
    "calendar": calendar_card,
    "parcel": parcel,
    "mountains": nothing,
}
