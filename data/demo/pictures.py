"""Draws the example's ad pictures: a landscape, a product, a headline and a call to action in four layouts.

The same creative always gives the same bytes with the same Pillow.
"""

import io
from dataclasses import dataclass
from math import sin

from PIL import Image, ImageDraw

from data.demo.brand import CREAM, PALETTES, Colour, Palette
from data.demo.creatives import CreativePlan
from data.demo.gear import PRODUCTS
from data.demo.pens import Pen, fit, font, is_dark, mix
from data.demo.products import GROUND
from domain.creatives import ImageFormat

# Everything is drawn twice as large and then halved, which smooths the edges.
SCALE = 2
WORDMARK = "tarnlight"


@dataclass(frozen=True)
class Box:
    """A part of the picture in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    def part(self, left: float, top: float, right: float, bottom: float) -> "Box":
        """A part of it, given in shares of its width and height."""
        return Box(self.left + left * self.width, self.top + top * self.height,
                   self.left + right * self.width, self.top + bottom * self.height)  # fmt: skip


def draw_picture(plan: CreativePlan, file_format: ImageFormat) -> bytes:
    """The creative's picture as a file."""
    width, height = plan.pixels
    palette = PALETTES[plan.palette]
    image = Image.new("RGB", (width * SCALE, height * SCALE), CREAM)
    whole = Box(0, 0, width * SCALE, height * SCALE)
    {"poster": _poster, "split": _split, "studio": _studio, "frame": _frame}[plan.layout](image, whole, plan, palette)
    return _encoded(image.reduce(SCALE), file_format)


def _encoded(image: Image.Image, file_format: ImageFormat) -> bytes:
    out = io.BytesIO()
    if file_format is ImageFormat.PNG:
        image.save(out, "PNG", compress_level=4)
    elif file_format is ImageFormat.GIF:
        image.quantize(128, dither=Image.Dither.NONE).save(out, "GIF")
    else:
        image.save(out, "JPEG", quality=86, subsampling=0)
    return out.getvalue()


def _poster(image: Image.Image, whole: Box, plan: CreativePlan, palette: Palette) -> None:
    """The landscape fills the picture, words stand in the sky."""
    tall, wide = whole.height > whole.width * 1.5, whole.width > whole.height * 1.3
    horizon = 0.66 if tall else 0.7
    _landscape(image, whole, palette, horizon, plan.key)
    draw = ImageDraw.Draw(image)
    dark_sky = is_dark(palette.sky_top)
    ink = palette.ink if dark_sky else palette.panel
    if wide:
        _product(draw, whole.part(0.46, 0.26, 0.98, 0.9), plan, palette)
        words = whole.part(0.055, 0.12, 0.5, 0.52)
    elif tall:
        # Stories keep the upper seventh and the lower fifth free for the app's own controls.
        _product(draw, whole.part(0.06, 0.4, 0.94, 0.74), plan, palette)
        words = whole.part(0.08, 0.15, 0.92, 0.38)
    else:
        _product(draw, whole.part(0.12, 0.36, 0.88, 0.84), plan, palette)
        words = whole.part(0.07, 0.07, 0.93, 0.34)
    _headline(draw, words, plan.headline, ink, whole)
    foot = whole.part(0.07, 0.77, 0.93, 0.82) if tall else whole.part(0.055, 0.87, 0.945, 0.945)
    _foot(draw, foot, plan, palette.accent, palette.ink)
    if plan.badge:
        _badge(draw, whole, plan.badge, palette, 0.82, 0.4)


def _split(image: Image.Image, whole: Box, plan: CreativePlan, palette: Palette) -> None:
    """A landscape on one side, words on a plain panel on the other."""
    wide = whole.width > whole.height * 1.2
    scene = whole.part(0.44, 0, 1, 1) if wide else whole.part(0, 0, 1, 0.6)
    panel = whole.part(0, 0, 0.44, 1) if wide else whole.part(0, 0.6, 1, 1)
    _landscape(image, scene, palette, 0.68, plan.key)
    draw = ImageDraw.Draw(image)
    _product(draw, scene.part(0.06, 0.2, 0.94, 0.92), plan, palette)
    draw.rectangle((panel.left, panel.top, panel.right, panel.bottom), fill=palette.panel)
    bar = panel.part(0.11, 0.13, 0.27, 0.145)
    draw.rectangle((bar.left, bar.top, bar.right, bar.bottom), fill=palette.accent)
    _headline(draw, panel.part(0.11, 0.2, 0.93, 0.66), plan.headline, palette.ink, whole)
    left = panel.left + panel.width * 0.11
    _pill(draw, left, panel.top + panel.height * 0.7, _unit(whole) * 0.09, plan.call, palette.accent)
    _wordmark(draw, left, panel.top + panel.height * 0.88, _unit(whole) * 0.045, palette.ink)
    if plan.badge:
        _badge(draw, whole, plan.badge, palette, 0.88, 0.2)


def _studio(image: Image.Image, whole: Box, plan: CreativePlan, palette: Palette) -> None:
    """The product alone before a large disc, as shops show it."""
    dark = is_dark(palette.sky_top)
    ground = mix(palette.sky_bottom, palette.sky_top, 0.6) if dark else mix(palette.sky_bottom, CREAM, 0.45)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, whole.right, whole.bottom), fill=ground)
    wide = whole.width > whole.height * 1.3
    spot = whole.part(0.48, 0.06, 0.97, 0.94) if wide else whole.part(0.1, 0.27, 0.9, 0.85)
    radius = min(spot.width, spot.height) * 0.5
    x, y = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
    for share, size in ((0.35, 1.06), (0.8, 0.94)):
        edge = radius * size
        draw.ellipse((x - edge, y - edge, x + edge, y + edge), fill=mix(ground, palette.hills[0], share))
    _product(draw, spot, plan, palette, shadow=mix(palette.hills[0], palette.hills[2], 0.45))
    ink = palette.ink if dark else palette.panel
    if wide:
        _headline(draw, whole.part(0.06, 0.2, 0.48, 0.62), plan.headline, ink, whole)
        _pill(draw, whole.width * 0.06, whole.height * 0.68, _unit(whole) * 0.1, plan.call, palette.accent)
        _wordmark(draw, whole.width * 0.06, whole.height * 0.88, _unit(whole) * 0.05, ink)
    else:
        _headline(draw, whole.part(0.07, 0.065, 0.93, 0.25), plan.headline, ink, whole)
        _foot(draw, whole.part(0.07, 0.88, 0.93, 0.945), plan, palette.accent, ink)
    if plan.badge:
        _badge(draw, whole, plan.badge, palette, 0.84, 0.38)


def _frame(image: Image.Image, whole: Box, plan: CreativePlan, palette: Palette) -> None:
    """A landscape with round corners on cream paper, words below or beside it."""
    wide, tall = whole.width > whole.height * 1.3, whole.height > whole.width * 1.5
    if wide:
        inner, words = whole.part(0.03, 0.06, 0.6, 0.94), whole.part(0.64, 0.16, 0.965, 0.6)
    elif tall:
        inner, words = whole.part(0.06, 0.14, 0.94, 0.58), whole.part(0.08, 0.61, 0.92, 0.73)
    else:
        inner, words = whole.part(0.05, 0.05, 0.95, 0.66), whole.part(0.06, 0.695, 0.94, 0.86)
    scene = Image.new("RGB", (round(inner.width), round(inner.height)))
    _landscape(scene, Box(0, 0, inner.width, inner.height), palette, 0.68, plan.key)
    _product(ImageDraw.Draw(scene), Box(0, 0, inner.width, inner.height).part(0.1, 0.2, 0.9, 0.92), plan, palette)
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *scene.size), radius=_unit(whole) * 0.05, fill=255)
    image.paste(scene, (round(inner.left), round(inner.top)), mask)
    draw = ImageDraw.Draw(image)
    _headline(draw, words, plan.headline, palette.panel, whole)
    accent = mix(palette.accent, palette.panel, 0.12)
    if wide:
        _pill(draw, words.left, whole.height * 0.66, _unit(whole) * 0.09, plan.call, accent)
        _wordmark(draw, words.left, whole.height * 0.86, _unit(whole) * 0.05, palette.panel)
    else:
        foot = whole.part(0.08, 0.755, 0.92, 0.8) if tall else whole.part(0.06, 0.885, 0.94, 0.95)
        _foot(draw, foot, plan, accent, palette.panel)
    if plan.badge:
        _badge(draw, whole, plan.badge, palette, 0.84, 0.2)


def _landscape(image: Image.Image, box: Box, palette: Palette, horizon: float, key: str) -> None:
    """Sky, sun or moon, and three ranges of hills; the key decides their shapes."""
    size = (round(box.width), round(box.height))
    shade = Image.linear_gradient("L").resize((1, size[1])).resize(size)
    sky = Image.composite(Image.new("RGB", size, palette.sky_bottom), Image.new("RGB", size, palette.sky_top), shade)
    phase = sum(ord(letter) * (place + 3) for place, letter in enumerate(key)) % 628 / 100
    draw = ImageDraw.Draw(sky)
    pen = Pen(draw, 0, 0, min(size))
    night = is_dark(palette.sky_top)
    if night:
        _stars(draw, size, horizon, phase)
    across, down = size[0] / min(size), size[1] / min(size)
    sun = (across * (0.24 + 0.5 * (sin(phase * 5) + 1) / 2), down * (horizon - 0.17))
    glow = mix(palette.sky_bottom, palette.accent if not night else CREAM, 0.35)
    pen.disc(*sun, 0.2, mix(palette.sky_bottom, glow, 0.5))
    pen.disc(*sun, 0.14, mix(glow, CREAM, 0.55))
    for layer, (height, rough) in enumerate(((0.17, 1.0), (0.08, 0.75), (-0.04, 0.32))):
        points = _ridge(size, horizon - height, rough, phase + layer * 2.1)
        draw.polygon([*points, (size[0], size[1]), (0, size[1])], fill=palette.hills[layer])
        if layer == 1:
            _trees(pen, points, mix(palette.hills[1], palette.hills[2], 0.6), min(size))
    image.paste(sky, (round(box.left), round(box.top)))


def _ridge(size: tuple[int, int], level: float, rough: float, phase: float) -> list[tuple[float, float]]:
    points = []
    for step in range(61):
        x = step / 60
        wave = sin(x * 5.1 + phase) * 0.045 + sin(x * 11.7 + phase * 1.7) * 0.024 + sin(x * 23 + phase * 2.3) * 0.009
        points.append((x * size[0], (level - wave * rough) * size[1]))
    return points


def _trees(pen: Pen, ridge: list[tuple[float, float]], fill: Colour, unit: int) -> None:
    for number in range(2, len(ridge) - 2, 3):
        x, y = ridge[number][0] / unit, ridge[number][1] / unit + 0.01
        tall = 0.045 + (number * 7 % 11) * 0.0035
        for tier in range(3):
            half, top = 0.007 + 0.0055 * tier, y - tall + tier * tall * 0.24
            pen.poly([(x - half, top + tall * 0.5), (x, top), (x + half, top + tall * 0.5)], fill)


def _stars(draw: ImageDraw.ImageDraw, size: tuple[int, int], horizon: float, phase: float) -> None:
    for number in range(120):
        x = (number * 0.618034 + phase) % 1 * size[0]
        y = (number * 0.754878 + phase * 1.3) % 1 * size[1] * (horizon - 0.15)
        radius = min(size) * (0.0012 + number % 5 * 0.0005)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=mix((120, 136, 180), CREAM, number % 4 / 3))


def _product(
    draw: ImageDraw.ImageDraw, box: Box, plan: CreativePlan, palette: Palette, shadow: Colour | None = None
) -> None:
    scale = min(box.width / 2.25, box.height / 1.6)
    pen = Pen(draw, (box.left + box.right) / 2, (box.top + box.bottom) / 2 + scale * 0.08, scale)
    pen.oval(0, GROUND + 0.02, 1.02, 0.06, shadow or mix(palette.hills[2], (0, 0, 0), 0.28))
    PRODUCTS[plan.scene](pen, palette)


def _unit(whole: Box) -> float:
    return min(whole.width, whole.height)


def _headline(draw: ImageDraw.ImageDraw, box: Box, text: str, ink: Colour, whole: Box) -> None:
    fit(text, box.width, box.height, round(_unit(whole) * 0.115)).write(draw, box.left, box.top, ink)


def _foot(draw: ImageDraw.ImageDraw, box: Box, plan: CreativePlan, accent: Colour, ink: Colour) -> None:
    """The call to action on the left, the wordmark on the right."""
    _pill(draw, box.left, box.top, box.height, plan.call, accent)
    size = box.height * 0.62
    _wordmark(draw, box.right - _wordmark_width(size), box.top + (box.height - size) / 2, size, ink)


def _pill(draw: ImageDraw.ImageDraw, x: float, y: float, height: float, text: str, fill: Colour) -> None:
    size = round(height * 0.48)
    width = font(size).getlength(text) + height * 1.1
    draw.rounded_rectangle((x, y, x + width, y + height), radius=height / 2, fill=fill)
    ink = CREAM if is_dark(fill) else (34, 30, 34)
    draw.text((x + width / 2, y + height / 2), text, font=font(size), fill=ink, anchor="mm",
              stroke_width=size / 30, stroke_fill=ink)  # fmt: skip


def _wordmark_width(size: float) -> float:
    return font(round(size)).getlength(WORDMARK) + size * 1.25


def _wordmark(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, ink: Colour) -> None:
    """A small peak over a lake, then the name."""
    pen = Pen(draw, x, y, size)
    pen.poly([(0.0, 0.78), (0.42, 0.1), (0.64, 0.45), (0.76, 0.3), (1.02, 0.78)], ink)
    pen.box(0.1, 0.86, 0.92, 0.94, ink, 0.03)
    draw.text((x + size * 1.25, y + size * 0.54), WORDMARK, font=font(round(size)), fill=ink, anchor="lm",
              stroke_width=size / 26, stroke_fill=ink)  # fmt: skip


def _badge(draw: ImageDraw.ImageDraw, whole: Box, text: str, palette: Palette, x: float, y: float) -> None:
    radius = _unit(whole) * 0.095
    middle = (whole.width * x, whole.height * y)
    # At night the panel's colour is that of the sky, so the badge takes the accent.
    fill = palette.accent if is_dark(palette.sky_top) else palette.panel
    ink = palette.panel if is_dark(palette.sky_top) else palette.ink
    draw.ellipse((middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius), fill=fill)
    words = fit(text, radius * 1.5, radius, round(radius * 0.62))
    words.write(draw, middle[0], middle[1] - words.height / 2, ink, centred=True)
