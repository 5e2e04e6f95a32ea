"""The products and people's things in the pictures, each drawn in a box of about two by one and a half units.

The origin is the middle of the box, and everything stands on the line y = GROUND.
"""

from collections.abc import Callable

from data.demo.brand import CREAM, Colour, Palette
from data.demo.pens import Pen, Point, mix

GROUND = 0.62
BLACK: Colour = (30, 30, 36)
STEEL: Colour = (196, 202, 208)
WHITE: Colour = (252, 252, 250)
WOOD: Colour = (150, 96, 58)

# Directions of the spokes, written out so that the bytes do not hang on a machine's cosine.
SPOKES = ((1, 0), (0.92, 0.38), (0.71, 0.71), (0.38, 0.92), (0, 1), (-0.38, 0.92), (-0.71, 0.71), (-0.92, 0.38))

Drawing = Callable[[Pen, Palette], None]


def _wheel(pen: Pen, x: float, y: float, radius: float, tyre: Colour = BLACK) -> None:
    for dx, dy in SPOKES:
        inner = radius * 0.9
        pen.line([(x - dx * inner, y - dy * inner), (x + dx * inner, y + dy * inner)], mix(STEEL, BLACK, 0.25), 0.008)
    pen.ring(x, y, radius, 0.055, tyre)
    pen.ring(x, y, radius - 0.055, 0.022, STEEL)
    pen.disc(x, y, 0.045, BLACK)


def _frame(pen: Pen, tubes: list[list[Point]], colour: Colour, width: float = 0.062) -> None:
    for tube in tubes:
        pen.line(tube, colour, width)


def _cranks(pen: Pen, x: float, y: float) -> None:
    pen.ring(x, y, 0.105, 0.03, mix(STEEL, BLACK, 0.4))
    pen.line([(x, y), (x + 0.1, y + 0.13)], BLACK, 0.03)
    pen.line([(x + 0.04, y + 0.14), (x + 0.17, y + 0.14)], BLACK, 0.035)


def gravel_bike(pen: Pen, palette: Palette) -> None:
    """A sporty bicycle with drop bars and two bottles."""
    axle = GROUND - 0.36
    rear, front, low, seat, head = (-0.58, axle), (0.6, axle), (-0.1, axle + 0.03), (-0.25, -0.3), (0.38, -0.32)
    _wheel(pen, *rear, 0.36)
    _wheel(pen, *front, 0.36)
    pen.line([low, rear], mix(palette.product, BLACK, 0.25), 0.04)
    pen.line([(seat[0] + 0.02, seat[1] + 0.1), rear], mix(palette.product, BLACK, 0.25), 0.036)
    pen.bow([(head[0] + 0.03, head[1] + 0.12), (0.5, axle - 0.18), front], mix(palette.product, BLACK, 0.25), 0.05)
    _frame(pen, [[low, seat], [low, (head[0] + 0.03, head[1] + 0.1)], [(seat[0] + 0.015, seat[1] + 0.04), head],
                 [head, (head[0] + 0.04, head[1] + 0.14)]], palette.product)  # fmt: skip
    pen.line([(0.06, axle - 0.2), (0.16, axle - 0.32)], palette.accent, 0.07)
    pen.line([(-0.15, axle - 0.12), (-0.19, axle - 0.26)], WHITE, 0.065)
    pen.line([seat, (-0.29, -0.46)], BLACK, 0.036)
    pen.bow([(-0.44, -0.47), (-0.3, -0.5), (-0.14, -0.47)], BLACK, 0.06)
    pen.line([head, (0.37, -0.41), (0.5, -0.43)], BLACK, 0.04)
    pen.bow([(0.46, -0.43), (0.6, -0.42), (0.63, -0.32), (0.56, -0.24), (0.47, -0.24)], BLACK, 0.046)
    _cranks(pen, *low)


def city_bike(pen: Pen, palette: Palette) -> None:
    """An upright bicycle with a low step, mudguards, a basket and a lamp."""
    axle = GROUND - 0.34
    rear, front, low = (-0.56, axle), (0.58, axle), (-0.08, axle + 0.03)
    _wheel(pen, *rear, 0.34)
    _wheel(pen, *front, 0.34)
    guard = mix(palette.product, BLACK, 0.2)
    pen.bow([(-0.95, axle - 0.05), (-0.83, axle - 0.28), (-0.56, axle - 0.4), (-0.28, axle - 0.27)], guard, 0.035)
    pen.bow([(0.28, axle - 0.27), (0.5, axle - 0.4), (0.74, axle - 0.35)], guard, 0.035)
    pen.bow([(0.4, -0.36), (0.33, -0.05), (0.12, axle - 0.02), low], palette.product, 0.075)
    pen.line([low, (-0.22, -0.28)], palette.product, 0.062)
    _frame(pen, [[low, rear], [(-0.19, -0.12), rear], [(0.4, -0.3), front]], guard, 0.042)
    pen.line([(-0.21, -0.24), (-0.25, -0.44)], BLACK, 0.036)
    pen.blob([(-0.44, -0.45), (-0.28, -0.5), (-0.1, -0.46), (-0.24, -0.4)], WOOD)
    pen.line([(0.4, -0.34), (0.42, -0.54)], BLACK, 0.036)
    pen.bow([(0.44, -0.53), (0.32, -0.58), (0.2, -0.53)], BLACK, 0.05)
    pen.poly([(0.5, -0.42), (0.92, -0.42), (0.86, -0.16), (0.55, -0.16)], WOOD)
    for step in range(3):
        pen.line([(0.54, -0.36 + step * 0.08), (0.89, -0.36 + step * 0.08)], mix(WOOD, WHITE, 0.35), 0.016)
    pen.disc(0.6, -0.46, 0.07, palette.accent)
    pen.disc(0.73, -0.48, 0.08, mix(palette.accent, WHITE, 0.45))
    pen.line([(-0.86, -0.13), (-0.3, -0.13)], BLACK, 0.032)
    _cranks(pen, *low)


def cargo_bike(pen: Pen, palette: Palette) -> None:
    """A long bicycle with a box in front of the rider."""
    axle = GROUND - 0.27
    rear, front, low = (-0.72, axle), (0.86, axle + 0.05), (-0.36, axle + 0.04)
    _wheel(pen, *rear, 0.27)
    _wheel(pen, *front, 0.22)
    pen.line([low, (0.05, axle + 0.08), (0.62, axle + 0.08), (0.84, axle)], mix(palette.product, BLACK, 0.3), 0.055)
    pen.poly([(-0.06, -0.26), (0.72, -0.26), (0.62, 0.38), (0.04, 0.38)], palette.product)
    pen.poly([(-0.06, -0.26), (0.72, -0.26), (0.706, -0.17), (-0.046, -0.17)], mix(palette.product, WHITE, 0.35))
    pen.line([(0.19, -0.1), (0.22, 0.32)], mix(palette.product, BLACK, 0.15), 0.02)
    pen.line([(0.47, -0.1), (0.44, 0.32)], mix(palette.product, BLACK, 0.15), 0.02)
    pen.disc(0.16, -0.36, 0.12, palette.accent)
    pen.disc(0.46, -0.35, 0.11, WHITE)
    pen.box(0.04, -0.37, 0.28, -0.24, palette.accent, 0.02)
    pen.box(0.35, -0.36, 0.57, -0.24, WHITE, 0.02)
    _frame(pen, [[low, (-0.5, -0.28)], [low, (-0.2, -0.2)], [(-0.46, -0.1), (-0.2, -0.18)], [low, rear],
                 [(-0.46, -0.05), rear]], mix(palette.product, BLACK, 0.3), 0.05)  # fmt: skip
    pen.line([(-0.2, -0.16), (-0.24, -0.48), (-0.36, -0.52)], BLACK, 0.042)
    pen.line([(-0.5, -0.28), (-0.52, -0.38)], STEEL, 0.034)
    pen.bow([(-0.66, -0.4), (-0.53, -0.43), (-0.4, -0.39)], BLACK, 0.06)
    _cranks(pen, *low)


def fleet(pen: Pen, palette: Palette) -> None:
    """Three city bikes in front of a row of offices."""
    for number, (left, height) in enumerate(((-1.05, 0.8), (-0.6, 1.1), (-0.1, 0.9), (0.42, 1.22), (0.82, 0.76))):
        wall = mix(palette.hills[number % 2], palette.hills[2], 0.35)
        pen.box(left, GROUND - height, left + 0.42, GROUND - 0.02, wall)
        for row in range(int(height / 0.2) - 1):
            for column in range(3):
                x, y = left + 0.06 + column * 0.12, GROUND - height + 0.08 + row * 0.19
                pen.box(x, y, x + 0.07, y + 0.1, mix(wall, CREAM, 0.6 if (row + column + number) % 3 else 0.15))
    for x in (-0.62, 0.0, 0.62):
        city_bike(pen.at(x, GROUND * 0.47, 0.53), palette)


def tent(pen: Pen, palette: Palette) -> None:
    """A dome tent with a lit entrance and guy lines."""
    shade = mix(palette.product, BLACK, 0.22)
    for side in (-1, 1):
        pen.line([(side * 0.55, -0.05), (side * 1.12, GROUND)], mix(CREAM, palette.product, 0.2), 0.012)
        pen.line([(side * 1.12, GROUND - 0.05), (side * 1.12, GROUND + 0.03)], WOOD, 0.03)
    pen.blob([(-0.94, GROUND), (-0.72, 0.08), (-0.3, -0.4), (0.1, -0.52), (0.5, -0.34), (0.82, 0.1), (0.96, GROUND),
              (0.4, GROUND + 0.02), (-0.4, GROUND + 0.02)], palette.product)  # fmt: skip
    pen.blob([(0.1, -0.52), (0.5, -0.34), (0.82, 0.1), (0.96, GROUND), (0.62, GROUND + 0.01), (0.46, 0.1)], shade)
    pen.blob([(-0.34, GROUND + 0.01), (-0.22, 0.16), (0.04, -0.16), (0.2, 0.16), (0.32, GROUND + 0.01)],
             mix(palette.accent, WHITE, 0.45))  # fmt: skip
    pen.blob([(0.04, -0.16), (0.2, 0.16), (0.32, GROUND + 0.01), (0.14, GROUND)], mix(palette.product, WHITE, 0.25))
    pen.bow([(-0.72, 0.08), (-0.3, -0.4), (0.1, -0.52)], mix(palette.product, WHITE, 0.5), 0.018)
    pen.line([(0.1, -0.52), (0.13, -0.66)], STEEL, 0.022)
    pen.poly([(0.13, -0.67), (0.34, -0.6), (0.13, -0.53)], palette.accent)


def van(pen: Pen, palette: Palette) -> None:
    """A round old camper van with a surfboard on its roof."""
    pen.blob([(-0.78, -0.5), (0.0, -0.56), (0.78, -0.5), (0.0, -0.46)], palette.accent)
    pen.line([(-0.5, -0.47), (-0.5, -0.38)], BLACK, 0.03)
    pen.line([(0.5, -0.47), (0.5, -0.38)], BLACK, 0.03)
    pen.box(-0.98, -0.4, 0.96, 0.46, palette.product, 0.2)
    pen.box(-0.98, 0.06, 0.96, 0.46, mix(palette.product, BLACK, 0.28), 0.12)
    pen.box(-0.98, 0.04, 0.96, 0.1, CREAM)
    glass = mix(palette.sky_top, WHITE, 0.45)
    for left, right in ((-0.86, -0.44), (-0.36, 0.06), (0.14, 0.48)):
        pen.box(left, -0.28, right, -0.02, glass, 0.06)
        pen.poly(
            [(left + 0.06, -0.04), (left + 0.2, -0.26), (left + 0.27, -0.26), (left + 0.13, -0.04)],
            mix(glass, WHITE, 0.6),
        )
    pen.poly([(0.56, -0.28), (0.8, -0.26), (0.92, -0.02), (0.56, -0.02)], glass)
    pen.line([(0.52, -0.3), (0.52, 0.4)], mix(palette.product, BLACK, 0.4), 0.012)
    pen.disc(0.9, 0.2, 0.07, mix(palette.accent, WHITE, 0.5))
    for x in (-0.56, 0.56):
        pen.disc(x, GROUND - 0.19, 0.2, BLACK)
        pen.disc(x, GROUND - 0.19, 0.1, STEEL)
        pen.disc(x, GROUND - 0.19, 0.05, mix(STEEL, BLACK, 0.4))
