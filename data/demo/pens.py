"""Drawing in units instead of pixels: a pen for shapes, and headlines that are wrapped and sized to fit a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageDraw, ImageFont

from data.demo.brand import Colour

Point = tuple[float, float]
STEPS = 10
# The shipped font has one weight; an outline of a 34th of its size in the same colour makes it bold.
BOLD = 34


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def is_dark(colour: Colour) -> bool:
    """Whether light text is easier to read on it than dark text."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] < 140


@dataclass(frozen=True)
class Pen:
    """Draws around (x, y) where one unit is `scale` pixels and y grows downwards."""

    draw: ImageDraw.ImageDraw
    x: float
    y: float
    scale: float

    def at(self, x: float, y: float, scale: float = 1.0) -> "Pen":
        """The same pen at another place, larger or smaller."""
        return Pen(self.draw, self.x + x * self.scale, self.y + y * self.scale, self.scale * scale)

    def _px(self, points: Sequence[Point]) -> list[Point]:
        return [(self.x + x * self.scale, self.y + y * self.scale) for x, y in points]

    def poly(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon(self._px(points), fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled closed curve through the points."""
        self.draw.polygon(self._px(_smooth(points, closed=True)), fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line with round ends."""
        pixels = self._px(points)
        self.draw.line(pixels, fill=fill, width=max(1, round(width * self.scale)), joint="curve")
        radius = width * self.scale / 2
        for x, y in (pixels[0], pixels[-1]):
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def bow(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A curved line through the points."""
        self.line(_smooth(points, closed=False), fill, width)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A filled circle."""
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """A filled ellipse by its half axes."""
        (left, top), (right, bottom) = self._px([(x - width, y - height), (x + width, y + height)])
        self.draw.ellipse((left, top, right, bottom), fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        """A circle's outline; `radius` is the outer one."""
        (left, top), (right, bottom) = self._px([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse((left, top, right, bottom), outline=fill, width=max(1, round(width * self.scale)))

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0.0) -> None:
        """A rectangle with round corners."""
        (x0, y0), (x1, y1) = self._px([(left, top), (right, bottom)])
        self.draw.rounded_rectangle((x0, y0, x1, y1), radius=radius * self.scale, fill=fill)


def _smooth(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    found: list[Point] = []
    for index in range(count if closed else count - 1):
        before, start, end, after = (
            points[(index + step) % count] if closed else points[min(max(index + step, 0), count - 1)]
            for step in (-1, 0, 1, 2)
        )
        for step in range(STEPS):
            t = step / STEPS
            found.append((_spline(t, before[0], start[0], end[0], after[0]),
                          _spline(t, before[1], start[1], end[1], after[1])))  # fmt: skip
    return found if closed else [*found, points[-1]]


def _spline(t: float, before: float, start: float, end: float, after: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font that Pillow ships, so that pictures need nothing from outside."""
    found = ImageFont.load_default(size)
    # With a size Pillow either gives the outline font or raises for want of FreeType.
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


@dataclass(frozen=True)
class Words:
    """Text in a font size, cut into lines."""

    lines: tuple[str, ...]
    size: int

    @property
    def width(self) -> float:
        """Of the longest line."""
        return max(font(self.size).getlength(line) for line in self.lines)

    @property
    def height(self) -> float:
        """Of all lines, with their leading."""
        return len(self.lines) * self.size * 1.14

    def write(self, draw: ImageDraw.ImageDraw, x: float, y: float, fill: Colour, *, centred: bool = False) -> None:
        """Write the lines from the top at y; x is the left edge, or the middle where centred."""
        for number, line in enumerate(self.lines):
            place = (x, y + number * self.size * 1.14)
            draw.text(place, line, font=font(self.size), fill=fill, anchor="ma" if centred else "la",
                      stroke_width=self.size / BOLD, stroke_fill=fill)  # fmt: skip


def fit(text: str, width: float, height: float, largest: int) -> Words:
    """The text in the largest size, wrapped, that stays within width and height."""
    size = largest
    while True:
        words = Words(_wrapped(text, width, size), size)
        if size <= 12 or (words.width <= width and words.height <= height):
            return Words(_balanced(text, words, width), size)
        size = round(size * 0.94)


def _balanced(text: str, words: Words, width: float) -> tuple[str, ...]:
    """The same number of lines in the narrowest column, so that no word stands alone at the end."""
    lines = words.lines
    while True:
        width *= 0.95
        narrower = _wrapped(text, width, words.size)
        if len(narrower) != len(words.lines) or width < words.size:
            return lines
        lines = narrower


def _wrapped(text: str, width: float, size: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font(size).getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
