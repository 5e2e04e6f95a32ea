"""Pictures made for tests, as files."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont


def encoded(image: Image.Image, image_format: str = "PNG", **options) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def flat(size=(1080, 1080), colour=(128, 128, 128)) -> Image.Image:
    return Image.new("RGB", size, colour)


def checkerboard(size=512, cell=64) -> Image.Image:
    squares = np.indices((size, size)).sum(axis=0) // 1
    rows, columns = np.indices((size, size)) // cell
    assert squares.shape == rows.shape
    return Image.fromarray((((rows + columns) % 2) * 255).astype(np.uint8)).convert("RGB")


def scene(size=(1080, 1080)) -> Image.Image:
    """A drawn ad without words: sky, hills, a sun, all within the usual ranges."""
    width, height = size
    image = Image.new("RGB", size, (188, 214, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 0.6, width, height), fill=(60, 92, 70))
    pen.ellipse((width * 0.55, height * 0.2, width * 0.8, height * 0.2 + width * 0.25), fill=(236, 150, 60))
    for step in range(9):
        left = width * step / 9
        pen.polygon(
            [(left, height * 0.62), (left + width * 0.06, height * 0.45), (left + width * 0.12, height * 0.62)],
            fill=(40 + 9 * step, 70, 84),
        )
    return image


def with_words(image: Image.Image, words: str, top: float, size: float = 0.07) -> Image.Image:
    """White words with their upper edge at a share of the height; their size is a share of the width."""
    made = image.copy()
    pen = ImageDraw.Draw(made)
    font = ImageFont.load_default(size * made.width)
    for line, text in enumerate(words.split("\n")):
        place = (made.width * 0.08, made.height * top + line * 1.4 * size * made.width)
        pen.text(place, text, fill="white", font=font)
    return made


def face(side: int) -> Image.Image:
    """A face seen from the front, as simple as a cascade takes for one."""
    image = Image.new("L", (400, 400), 60)
    pen = ImageDraw.Draw(image)
    pen.ellipse((85, 20, 315, 150), fill=40)
    pen.ellipse((105, 80, 295, 350), fill=195)
    for eye in (150, 250):
        pen.rectangle((eye - 35, 140, eye + 35, 150), fill=70)
        pen.ellipse((eye - 30, 160, eye + 30, 190), fill=90)
        pen.ellipse((eye - 12, 160, eye + 12, 190), fill=20)
    pen.polygon([(200, 180), (180, 250), (220, 250)], fill=215)
    pen.ellipse((180, 240, 220, 262), fill=130)
    pen.ellipse((150, 285, 250, 315), fill=90)
    return image.filter(ImageFilter.GaussianBlur(4)).resize((side, side)).convert("RGB")
