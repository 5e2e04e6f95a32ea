"""Pictures for tests of services."""

import io

from PIL import Image


def png(size: tuple[int, int] = (320, 200), colour: str = "teal") -> bytes:
    """A small valid picture."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()
