"""Pictures drawn for the tests."""

import io
from typing import Any

from PIL import Image, ImageDraw


def picture(name: str, colour: str, size: tuple[int, int] = (640, 480)) -> dict[str, Any]:
    """A PNG or JPEG, by its name, as Playwright takes a file in memory."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill="white")
    kind = "PNG" if name.endswith(".png") else "JPEG"
    stream = io.BytesIO()
    image.save(stream, kind)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": stream.getvalue()}


def no_picture(name: str) -> dict[str, Any]:
    """A text that calls itself a picture."""
    return {"name": name, "mimeType": "image/png", "buffer": b"this is no picture\n" * 20}
