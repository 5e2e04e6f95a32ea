"""An ad as analyzers see it: its words and its picture, decoded once, the same way for all of them."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageCms

from domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.float32]
else:
    # The web process hands contents on, and never loads what decodes them (ADR 4).
    Pixels = Any

WORKING_SIDE = 1024
"""Longest side of a decoded picture. Features are about shares of the picture, which hold at this size."""
MAX_PIXELS = 50_000_000
"""Most pixels that are decoded as they are; an upload may have no more either."""
MAX_JPEG_PIXELS = 178_000_000
"""A JPEG can be decoded at an eighth of its size, so that it may have more. Pillow opens nothing larger."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({_TURNS[value] for value in (5, 6, 7, 8)})


@dataclass(frozen=True)
class DecodedPicture:
    """A picture as people see it: upright, in sRGB, transparency over white, the first frame of an animation.

    Attributes
    ----------
    pixels
        float32 of shape (height, width, 3) in [0, 1], gamma-encoded sRGB, no side longer than asked for.
        Never enlarged: a picture of 1 x 1 stays so.
    width, height
        Size of the file's picture in pixels, upright, before it was made smaller.
    has_transparency
        Whether any of it was see-through; where it was, white was put behind it.
    frames
        1 for a still. Only the first frame of an animation is looked at, which an end card may contradict.
    """

    pixels: Pixels
    width: int
    height: int
    has_transparency: bool
    frames: int

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width / self.height


@dataclass(frozen=True)
class AdContent:
    """Words and picture of one ad. `image` is the file's bytes (JPEG, PNG, GIF or WebP), None for words alone."""

    text: str
    image: bytes | None = None

    @cached_property
    def picture(self) -> DecodedPicture | None:
        """The decoded picture, None where there is none. Raises what `decode_picture` raises; decoded once."""
        return decode_picture(self.image) if self.image is not None else None

    @cached_property
    def image_sha256(self) -> str:
        """SHA-256 of the file in hexadecimal, empty without one: the key under which its embedding is kept."""
        return hashlib.sha256(self.image).hexdigest() if self.image is not None else ""


def decode_picture(data: bytes, max_side: int = WORKING_SIDE) -> DecodedPicture:
    """Decode a picture for measuring.

    Parameters
    ----------
    data
        The file: JPEG (also grey and CMYK), PNG (also 16-bit, with palette or transparency), GIF or WebP.
    max_side
        Longest side of the answer in pixels. JPEGs larger than that are decoded at a fraction of their size.

    Raises
    ------
    AppError
        FILE_TYPE_REFUSED for what is no such picture, FILE_DAMAGED for one that is cut off, FILE_TOO_LARGE for
        more than 50 million pixels (a JPEG may have 178 million).
    """
    try:
        with warnings.catch_warnings():
            # The limits below decide, and a large JPEG is never decoded at its full size.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:
        raise AppError(ErrorCode.FILE_TYPE_REFUSED, "This is not a JPEG, PNG, GIF or WebP picture.") from error
    with image:
        return _decoded(image, max_side)


def _decoded(image: Image.Image, max_side: int) -> DecodedPicture:
    width, height = image.size
    if width * height > (MAX_JPEG_PIXELS if image.format == "JPEG" else MAX_PIXELS):
        raise _too_large()
    try:
        frames = int(getattr(image, "n_frames", 1)) if image.format != "JPEG" else 1
        turn = _turn(image)
        if image.format == "JPEG":
            image.draft(image.mode, (max_side, max_side))
        profile = image.info.get("icc_profile")
        image.load()
        small, has_transparency = _plain(image)
        small.thumbnail((max_side, max_side), Image.Resampling.BOX, reducing_gap=None)
        small = _over_white(_in_srgb(small, profile))
        if turn is not None:
            small = small.transpose(turn)
        import numpy as np

        pixels = np.asarray(small, dtype=np.float32) / np.float32(255)
    except MemoryError:
        raise
    except Exception as error:
        raise AppError(ErrorCode.FILE_DAMAGED, "The picture is damaged or incomplete.") from error
    if turn in _SIDEWAYS:
        width, height = height, width
    return DecodedPicture(pixels, width, height, has_transparency, frames)


def _too_large() -> AppError:
    return AppError(ErrorCode.FILE_TOO_LARGE, "The picture has too many pixels; 50 million are the limit.")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright, None where its EXIF says nothing that makes sense."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a broken EXIF block says nothing, in whatever way it is broken.
        return None


def _plain(image: Image.Image) -> tuple[Image.Image, bool]:
    """The picture with 8 bits a channel and no palette, and whether any of it is see-through."""
    if image.mode.startswith(("I", "F")):
        # Deep grey spans 0 to 65535; a bare conversion would clip it at 255.
        return image.convert("F").point(lambda value: value * (1 / 257) + 0).convert("L"), False
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        lowest = clear.getchannel("A").getextrema()[0]
        # Premultiplied, so that what is hidden behind full transparency does not bleed in when it is made smaller.
        return (clear.convert("RGBa"), True) if lowest != 255 else (clear.convert("RGB"), False)
    return (image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")), False


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as a browser shows them. A profile that cannot be used is left aside, as browsers do."""
    mode = "RGBA" if image.mode == "RGBa" else "RGB"
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    if not profile or image.mode == "L":
        return image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert(mode)
    return changed if changed is not None else image.convert(mode)


def _over_white(image: Image.Image) -> Image.Image:
    """The picture in front of white, which is what most placements put behind transparency."""
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
