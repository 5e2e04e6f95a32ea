"""A7: accepted is a JPEG, PNG or GIF that decodes, at most 10 MB; everything else is refused with the right words."""

import hashlib
import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from data.pictures import inspect_picture, served_copy, thumbnail
from domain.creatives import MAX_CREATIVE_BYTES, ImageFormat
from domain.errors import AppError, ErrorCode

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Pillow warns about odd metadata in what we damage on purpose.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
SECRET_PLACE = "GPS-canary"


def encoded(image: Image.Image, image_format: str, **options) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def noise(width: int, height: int, mode: str, seed: int) -> Image.Image:
    draw = np.random.default_rng(seed)
    if mode == "I;16":
        return Image.fromarray(draw.integers(0, 65536, (height, width), dtype="uint16"))
    return Image.fromarray(draw.integers(0, 256, (height, width, 4), dtype="uint8"), "RGBA").convert(mode)


MODES = {
    "JPEG": ["L", "RGB", "CMYK"],
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "GIF": ["1", "L", "P", "RGB"],
}


@st.composite
def pictures(draw) -> tuple[bytes, str, int, int, int]:
    """A valid picture: its bytes, format, width, height and number of frames."""
    image_format = draw(st.sampled_from(sorted(MODES)))
    mode = draw(st.sampled_from(MODES[image_format]))
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    seed = draw(st.integers(0, 1000))
    options, frames = {}, 1
    if image_format == "JPEG":
        options = {"quality": draw(st.integers(5, 95)), "progressive": draw(st.booleans())}
        options["comment"] = draw(st.sampled_from([b"", b"a comment"]))
    elif draw(st.booleans()) and mode != "I;16":
        frames = draw(st.integers(2, 4))
        more = [noise(width, height, mode, seed + frame) for frame in range(1, frames)]
        options = {"save_all": True, "append_images": more, "duration": 50}
    if image_format == "PNG":
        options["pnginfo"] = PngInfo()
        if draw(st.booleans()):
            options["pnginfo"].add_text("Author", "someone")
    data = encoded(noise(width, height, mode, seed), image_format, **options)
    with Image.open(io.BytesIO(data)) as image:
        # Frames that look the same are merged by the encoder.
        return data, image_format, width, height, getattr(image, "n_frames", 1)


def frames_of(data: bytes) -> list[bytes]:
    shown = []
    with Image.open(io.BytesIO(data)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            shown.append(image.convert("RGBA").tobytes())
    return shown


def decodes(data: bytes) -> bool:
    try:
        frames_of(data)
    except Exception:  # noqa: BLE001 - the question is only whether it decodes.
        return False
    return True


def refusal(data: bytes) -> ErrorCode:
    with pytest.raises(AppError) as raised:
        inspect_picture(data)
    return raised.value.code


@given(pictures())
@many
def test_A7_valid_pictures_are_accepted_with_their_facts(picture):
    data, image_format, width, height, frames = picture
    facts = inspect_picture(data)
    assert facts.format is ImageFormat[image_format]
    assert (facts.width, facts.height, facts.frames) == (width, height, frames)
    assert facts.content_type == f"image/{image_format.lower()}"
    assert (facts.size, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(io.BytesIO(data)) as image:
        assert (facts.mode, facts.has_alpha) == (image.mode, image.has_transparency_data)


@given(pictures(), st.data())
@many
def test_A7_every_cut_of_a_picture_is_refused(picture, data):
    whole = picture[0]
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert refusal(whole[:cut]) in (ErrorCode.FILE_DAMAGED, ErrorCode.FILE_TYPE_REFUSED)


@given(pictures(), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
@settings(many, max_examples=400)
def test_A7_damaged_pictures_are_accepted_only_if_they_decode(picture, changes):
    damaged = bytearray(picture[0])
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    damaged = bytes(damaged)
    try:
        facts = inspect_picture(damaged)
    except AppError:
        event("refused")
        return
    event("accepted")
    assert decodes(damaged)
    with Image.open(io.BytesIO(damaged)) as image:
        assert image.size == (facts.width, facts.height)
    assert inspect_picture(served_copy(damaged)).has_metadata is False
    assert thumbnail(damaged, 64)


@given(st.binary(max_size=600), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"GIF87a"]))
@many
def test_A7_noise_is_refused_whatever_it_starts_with(noise_bytes, magic):
    assert refusal(magic + noise_bytes) in (
        ErrorCode.FILE_DAMAGED,
        ErrorCode.FILE_TYPE_REFUSED,
        ErrorCode.FILE_TOO_LARGE,
    )


@pytest.mark.parametrize("image_format", ["WEBP", "BMP", "TIFF", "ICO", "PPM", "TGA", "PDF"])
def test_A7_other_pictures_are_refused(image_format):
    assert refusal(encoded(Image.new("RGB", (20, 20)), image_format)) is ErrorCode.FILE_TYPE_REFUSED


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>", b"a,b\n1,2\n", b"\n\x89PNG\r\n\x1a\n", b"MZ"],
)
def test_A7_what_is_no_picture_is_refused_whatever_its_name(data):
    assert refusal(data) is ErrorCode.FILE_TYPE_REFUSED


def test_A7_an_empty_file_is_named_so():
    with pytest.raises(AppError, match="The file is empty"):
        inspect_picture(b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of_size(size: int) -> bytes:
    """A valid PNG of exactly that many bytes, filled with a private chunk."""
    small = encoded(Image.new("RGB", (8, 8)), "PNG")
    return small[:33] + chunk(b"prVt", b"\x01" * (size - len(small) - 12)) + small[33:]


@pytest.mark.parametrize(("extra", "accepted"), [(-1, True), (0, True), (1, False), (1000, False)])
def test_A7_the_limit_is_exactly_ten_megabytes(extra, accepted):
    data = png_of_size(MAX_CREATIVE_BYTES + extra)
    assert len(data) == MAX_CREATIVE_BYTES + extra
    if accepted:
        assert inspect_picture(data).size == len(data)
    else:
        assert refusal(data) is ErrorCode.FILE_TOO_LARGE


def png_claiming(width: int, height: int, body: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def gif_of_frames(width: int, height: int, frames: int) -> bytes:
    """A GIF that claims many frames of that size at 20 bytes each."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(encoded(Image.new("L", (8, 8)), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png_claiming(50_001, 1_000),
        png_claiming(2**31 - 1, 2**31 - 1),
        png_claiming(30_000, 30_000, b"\x00" * 5_000_000),
        gif_of_frames(65_535, 65_535, 1),
        gif_of_frames(5_000, 5_000, 13),
        gif_of_frames(1, 1, 2_001),
        jpeg_claiming(65_000, 65_000),
    ],
    ids=["wide", "largest", "zeros", "gif-canvas", "gif-total", "gif-frames", "jpeg"],
)
def test_A7_bombs_are_refused_before_they_are_decoded(data, monkeypatch):
    def must_not_run(*_args, **_kwargs):
        raise AssertionError("decoded")

    monkeypatch.setattr(Image, "open", must_not_run)
    for call in (inspect_picture, served_copy, lambda content: thumbnail(content, 100)):
        with pytest.raises(AppError) as raised:
            call(data)
        assert raised.value.code is ErrorCode.FILE_TOO_LARGE


def test_A7_a_text_chunk_that_inflates_without_end_is_refused():
    small = encoded(Image.new("RGB", (8, 8)), "PNG")
    bomb = chunk(b"zTXt", b"x\x00\x00" + zlib.compress(b"\x00" * 80_000_000))
    assert refusal(small[:33] + bomb + small[33:]) is ErrorCode.FILE_DAMAGED


def archive(before: bytes = b"") -> bytes:
    target = io.BytesIO()
    target.write(before)
    with zipfile.ZipFile(target, "a") as file:
        file.writestr("run.js", "alert(1)")
    return target.getvalue()


PLAIN = {
    "JPEG": encoded(noise(20, 20, "RGB", 1), "JPEG"),
    "PNG": encoded(noise(20, 20, "RGB", 1), "PNG"),
    "GIF": encoded(noise(20, 20, "P", 1), "GIF"),
}
SECOND_FILES = {
    "zip": archive(),
    "broken zip": b"PK\x03\x04" + b"\x01\x02\x03\xfe" * 20,
    "html": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
    "padded html": b"\x00" * 500 + b"\n\n<ScRiPt src=x></script>",
    "html behind bytes": b"\xfe\x01\x80" * 30 + b"<html><body>",
    "svg": b"<svg onload='alert(1)'/>",
    "javascript": b"*/=1;alert(document.cookie);//",
    "php": b"<?php system($_GET['c']); ?>",
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "exe": b"MZ\x90\x00\x03\x00\x00\x00",
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "rar": b"Rar!\x1a\x07\x01\x00\xff\xfe",
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "csv": b"name;spend\nSummer;12,50\n",
}


@pytest.mark.parametrize("image_format", sorted(PLAIN))
@pytest.mark.parametrize("second", sorted(SECOND_FILES))
def test_A7_a_picture_with_another_file_behind_it_is_refused(image_format, second):
    assert refusal(PLAIN[image_format] + SECOND_FILES[second]) is ErrorCode.FILE_TYPE_REFUSED


def test_A7_a_zip_inside_a_comment_is_refused():
    data = PLAIN["JPEG"]
    zipped = archive(data[:2] + b"\xff\xfe\x00\x00")[6:]
    comment = b"\xff\xfe" + struct.pack(">H", len(zipped) + 2) + zipped
    hidden = data[:2] + comment + data[2:]
    assert zipfile.ZipFile(io.BytesIO(hidden)).namelist() == ["run.js"]
    assert refusal(hidden) is ErrorCode.FILE_TYPE_REFUSED


def test_A7_a_pdf_mark_in_the_head_is_refused():
    data = PLAIN["PNG"]
    hidden = data[:33] + chunk(b"tEXt", b"x\x00%PDF-1.7") + data[33:]
    assert refusal(hidden) is ErrorCode.FILE_TYPE_REFUSED


HARMLESS = {
    "nothing": b"",
    "newline": b"\n",
    "zeros": b"\x00" * 4096,
    "fill": b"\xff" * 17,
    "a few bytes": b"\x00\x01\x02SEFT",
    "a preview": PLAIN["JPEG"],
    "a phone's video": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(128, 256)) * 30,
}


@pytest.mark.parametrize("image_format", sorted(PLAIN))
@pytest.mark.parametrize("rest", sorted(HARMLESS))
def test_A7_harmless_bytes_behind_the_end_are_taken_and_not_served(image_format, rest):
    data = PLAIN[image_format] + HARMLESS[rest]
    assert inspect_picture(data).has_metadata is bool(HARMLESS[rest])
    assert served_copy(data) == PLAIN[image_format]


def with_metadata(image_format: str, **options) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE
    exif[0x0112] = options.pop("orientation", 1)
    image = options.pop("image", noise(30, 20, "RGB", 3))
    if image_format == "PNG":
        text = PngInfo()
        text.add_text("Comment", SECRET_PLACE)
        text.add_itxt("XML:com.adobe.xmp", SECRET_PLACE)
        return encoded(image, "PNG", exif=exif, pnginfo=text, **options)
    if image_format == "GIF":
        return encoded(image, "GIF", comment=SECRET_PLACE.encode(), **options)
    return encoded(image, "JPEG", exif=exif, comment=SECRET_PLACE.encode(), xmp=SECRET_PLACE.encode(), **options)


@pytest.mark.parametrize("image_format", sorted(PLAIN))
def test_metadata_is_dropped_from_what_is_served_and_every_pixel_stays(image_format):
    data = with_metadata(image_format)
    assert SECRET_PLACE.encode() in data
    served = served_copy(data)
    assert SECRET_PLACE.encode() not in served
    assert frames_of(served) == frames_of(data)
    with Image.open(io.BytesIO(served)) as image:
        assert dict(image.getexif()) == {}
    assert served_copy(served) is served
    assert SECRET_PLACE.encode() not in thumbnail(data, 100)


@given(pictures())
@many
def test_served_copies_show_the_same_frames(picture):
    data = picture[0]
    assert frames_of(served_copy(data)) == frames_of(data)


def test_an_animation_keeps_its_frames_times_and_loop():
    frames = [noise(20, 20, "RGB", seed).quantize(16) for seed in range(3)]
    for image_format in ("GIF", "PNG"):
        data = encoded(frames[0], image_format, save_all=True, append_images=frames[1:], duration=70, loop=0)
        served = served_copy(data + b"\x00")
        with Image.open(io.BytesIO(served)) as image:
            assert (image.n_frames, image.info["duration"], image.info["loop"]) == (3, 70, 0)
        assert frames_of(served) == frames_of(data)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_served_upright(image_format, orientation):
    picture = Image.new("RGB", (48, 32), "white")
    picture.paste((200, 0, 0), (0, 0, 16, 16))
    picture.paste((0, 0, 200), (32, 16, 48, 32))
    data = with_metadata(
        image_format, image=picture, orientation=orientation, **({"quality": 95} if image_format == "JPEG" else {})
    )
    with Image.open(io.BytesIO(data)) as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"), dtype=int)
    with Image.open(io.BytesIO(served_copy(data))) as image:
        assert image.getexif().get(0x0112) is None
        assert np.abs(np.asarray(image.convert("RGB"), dtype=int) - expected).mean() < 3
    with Image.open(io.BytesIO(thumbnail(data, 100))) as image:
        assert np.abs(np.asarray(image.convert("RGB"), dtype=int) - expected).mean() < 12


def test_a_colour_profile_stays_in_the_served_copy_and_is_applied_to_the_thumbnail():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for image_format in ("JPEG", "PNG"):
        data = encoded(Image.new("RGB", (40, 40), (10, 200, 30)), image_format, icc_profile=profile) + b"\x00"
        with Image.open(io.BytesIO(served_copy(data))) as image:
            assert image.info["icc_profile"] == profile
        with Image.open(io.BytesIO(thumbnail(data, 32))) as image:
            assert np.allclose(image.convert("RGB").getpixel((9, 9)), (10, 200, 30), atol=6)
    broken = encoded(Image.new("RGB", (40, 40), (10, 200, 30)), "JPEG", icc_profile=b"no profile at all" * 20)
    assert thumbnail(broken, 32)


@given(pictures(), st.integers(16, 64))
@many
def test_thumbnails_fit_and_keep_the_shape(picture, side):
    data, _, width, height, _ = picture
    with Image.open(io.BytesIO(thumbnail(data, side))) as image:
        image.load()
        assert image.format == "WEBP"
        assert max(image.size) == min(side, max(width, height))
        scale = min(1, side / max(width, height))
        assert abs(image.width - width * scale) <= 1
        assert abs(image.height - height * scale) <= 1


@pytest.mark.parametrize(
    ("image_format", "mode", "colour", "shown"),
    [
        ("JPEG", "CMYK", (0, 255, 255, 0), (255, 0, 0)),
        ("JPEG", "L", 120, (120, 120, 120)),
        ("PNG", "I;16", 120 * 257, (120, 120, 120)),
        ("PNG", "LA", (120, 255), (120, 120, 120)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("GIF", "P", 0, (0, 0, 0)),
    ],
)
def test_thumbnails_show_the_colours_of_every_mode(image_format, mode, colour, shown):
    data = encoded(Image.new(mode, (40, 40), colour), image_format)
    with Image.open(io.BytesIO(thumbnail(data, 32))) as image:
        assert np.allclose(image.convert("RGB").getpixel((10, 10)), shown, atol=6)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_thumbnails_keep_transparency(mode):
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0)).convert(mode)
    with Image.open(io.BytesIO(thumbnail(encoded(clear, "PNG"), 32))) as image:
        assert image.convert("RGBA").getpixel((10, 10))[3] == 0


@pytest.mark.parametrize("side", [0, 15, 4097])
def test_a_thumbnail_of_no_sensible_size_is_a_mistake_of_the_caller(side):
    with pytest.raises(ValueError, match="max_side"):
        thumbnail(PLAIN["PNG"], side)
