"""Pictures: what is accepted as a creative (A7), and what of it is shown to others.

Accepted is what starts as JPEG, PNG or GIF, decodes in full, ends, and is at most 10 MB. The file's name
and stated type say nothing. The original is stored as it came (A6); others get the served copy.
"""

import hashlib
import io
import re
import zipfile

from PIL import Image, ImageCms

from data.picture_structure import Outline, OutlineError, find_format, read_outline
from domain.contracts import Contract
from domain.creatives import MAX_CREATIVE_BYTES, ImageFormat
from domain.errors import AppError, ErrorCode
from domain.files import CONTENT_TYPES, EXTENSIONS

# Memory for decoding is 4 bytes a pixel: 200 MB for one frame, and seconds of work for an animation.
MAX_FRAME_PIXELS = 50_000_000
MAX_TOTAL_PIXELS = 300_000_000
MAX_FRAMES = 2_000
MIN_THUMBNAIL_SIDE = 16
MAX_THUMBNAIL_SIDE = 4_096
_ORIENTATION = 0x0112

# Signs of another file behind the picture's end. Padding, further JPEGs (phones put previews and depth maps
# there) and a phone's own trailers stay allowed; the served copy ends where the picture ends.
# None is shorter than five bytes: shorter ones stand in megabytes of compressed data by chance.
_FOREIGN = re.compile(
    rb"<!doctype|<html|<head|<body|<script|<iframe|<\?php|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|javascript:",
    re.IGNORECASE,
)
_FOREIGN_START = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\xca\xfe\xba\xbe",
)
_PADDING = b"\x00\xff \t\r\n"
_MIN_TEXT = 8


class PictureFacts(Contract):
    """What the bytes are. `frames` is 1 for a still; `has_metadata` means the served copy differs."""

    format: ImageFormat
    content_type: str
    extension: str
    width: int
    height: int
    frames: int
    has_alpha: bool
    mode: str
    size: int
    sha256: str
    has_metadata: bool


def inspect_picture(data: bytes) -> PictureFacts:
    """Decode the picture in full and say what it is.

    Raises FILE_TOO_LARGE over 10 MB or too many pixels, FILE_TYPE_REFUSED for what is no such picture or
    is another file as well, FILE_DAMAGED for what is empty, cut off or cannot be decoded.
    """
    outline = _outline(data)
    _refuse_second_file(data, outline)
    try:
        with _opened(data, outline) as image:
            frames = 1 if outline.format is ImageFormat.JPEG else int(getattr(image, "n_frames", 1))
            _refuse_bomb(*image.size, frames)
            # The mode and the transparency of an animation are those of its first frame.
            image.load()
            width, height = image.size
            mode, has_alpha = image.mode, bool(image.has_transparency_data)
            for frame in range(1, frames):
                image.seek(frame)
                image.load()
    except (AppError, MemoryError):
        raise
    except Exception as error:
        raise _damaged() from error
    return PictureFacts(
        format=outline.format,
        content_type=CONTENT_TYPES[outline.format],
        extension=EXTENSIONS[outline.format],
        width=width,
        height=height,
        frames=frames,
        has_alpha=has_alpha,
        mode=mode,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        has_metadata=served_copy(data) is not data,
    )


def thumbnail(data: bytes, max_side: int) -> bytes:
    """A still WebP of the (first) picture, no side longer than `max_side`, in sRGB, upright and without metadata.

    A picture that is smaller already keeps its size. Raises as `inspect_picture`.
    """
    if not MIN_THUMBNAIL_SIDE <= max_side <= MAX_THUMBNAIL_SIDE:
        raise ValueError(f"max_side must be from {MIN_THUMBNAIL_SIDE} to {MAX_THUMBNAIL_SIDE}")
    try:
        with _opened(data, _outline(data)) as image:
            orientation = _orientation(image)
            profile = image.info.get("icc_profile")
            small = _plain(image)
            small.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
            small = _upright(_in_srgb(small, profile), orientation)
            target = io.BytesIO()
            small.save(target, "WEBP", quality=82, method=4)
    except (AppError, MemoryError):
        raise
    except Exception as error:
        raise _damaged() from error
    return target.getvalue()


def served_copy(data: bytes) -> bytes:
    """The picture without EXIF, GPS, XMP, comments and anything behind its end; the same object where there is none.

    The pixels stay the same to the bit. Only a picture whose EXIF turns it is encoded again, upright, since
    nothing would be left to say how to turn it. Colour profiles and animation stay.
    """
    outline = _outline(data)
    kept = b"".join(data[start:end] for start, end in outline.kept)
    if len(kept) == len(data):
        return data
    try:
        with _opened(data, outline) as image:
            orientation = _orientation(image)
            if orientation == 1 or outline.frames > 1:
                return kept
            profile = image.info.get("icc_profile")
            image.load()
            target = io.BytesIO()
            upright = _upright(image, orientation)
            if outline.format is ImageFormat.JPEG:
                upright.save(target, "JPEG", quality=95, subsampling="4:4:4", icc_profile=profile)
            else:
                upright.save(target, "PNG", icc_profile=profile)
    except MemoryError:
        raise
    except Exception as error:
        raise _damaged() from error
    again = target.getvalue()
    return b"".join(again[start:end] for start, end in read_outline(again, outline.format).kept)


def _outline(data: bytes) -> Outline:
    """The outline of what may be decoded: the right size, format and number of pixels."""
    if not data:
        raise AppError(ErrorCode.FILE_DAMAGED, "The file is empty.")
    if len(data) > MAX_CREATIVE_BYTES:
        raise AppError(ErrorCode.FILE_TOO_LARGE, "A creative may have at most 10 MB.", max_bytes=MAX_CREATIVE_BYTES)
    image_format = find_format(data)
    if image_format is None:
        raise AppError(ErrorCode.FILE_TYPE_REFUSED, "This is not a JPEG, PNG or GIF picture.")
    try:
        outline = read_outline(data, image_format)
    except OutlineError as error:
        raise _damaged() from error
    _refuse_bomb(outline.width, outline.height, outline.frames)
    return outline


def _refuse_bomb(width: int, height: int, frames: int) -> None:
    if width * height > MAX_FRAME_PIXELS:
        raise AppError(
            ErrorCode.FILE_TOO_LARGE, f"The picture has {width} x {height} pixels; 50 million are the limit."
        )
    if frames > MAX_FRAMES or width * height * frames > MAX_TOTAL_PIXELS:
        raise AppError(ErrorCode.FILE_TOO_LARGE, f"The animation of {frames} frames is too large to be played.")


def _refuse_second_file(data: bytes, outline: Outline) -> None:
    """Refuse what opens as something else too: a ZIP anywhere, a PDF at the start, any known file behind the end."""
    rest = data[outline.end :].lstrip(_PADDING)
    is_text = (
        len(rest) >= _MIN_TEXT
        and all(byte >= 0x20 or byte in _PADDING for byte in rest[:4096])
        and _is_words(rest[:4096])
    )
    # PDF readers look for their mark in the first kilobyte only, ZIP readers from the end.
    if is_text or rest.startswith(_FOREIGN_START) or _FOREIGN.search(rest) or b"%PDF-" in data[:1024] or _is_zip(data):
        raise AppError(ErrorCode.FILE_TYPE_REFUSED, "The file holds another file besides the picture.")


def _is_words(rest: bytes) -> bool:
    try:
        rest.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        # A character may be cut in two by the limit.
        return error.start >= len(rest) - 3
    return True


def _is_zip(data: bytes) -> bool:
    """Whether a ZIP reader finds files in it; the four bytes of its mark alone may stand in any picture."""
    if b"PK\x05\x06" not in data:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except Exception:  # noqa: BLE001 - it is no archive, in whatever way it fails to be one.
        return False


def _opened(data: bytes, outline: Outline) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=(outline.format.name,))


def _damaged() -> AppError:
    return AppError(ErrorCode.FILE_DAMAGED, "The picture is damaged or incomplete.")


def _orientation(image: Image.Image) -> int:
    """How the EXIF says the picture is turned, 1 to 8; 1 where it says nothing that makes sense."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a broken EXIF block says nothing, in whatever way it is broken.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _plain(image: Image.Image) -> Image.Image:
    """The picture with 8 bits a channel and no palette, so that it can be scaled smoothly."""
    if image.mode.startswith(("I", "F")):
        # Deep grey spans 0 to 65535; a bare conversion would clip it at 255.
        return image.convert("F").point(lambda value: value * (1 / 257) + 0).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as a browser shows them. A profile that cannot be used is left aside, as browsers do."""
    mode = image.mode if image.mode in ("RGB", "RGBA") else "RGB"
    if not profile or image.mode == "L":
        return image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert(mode)
    return changed if changed is not None else image.convert(mode)
