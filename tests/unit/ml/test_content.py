"""One decoder for all analyzers: whatever a file's oddity, what comes out is what people see."""

import io

import numpy as np
import pytest
from PIL import Image

from domain.errors import AppError, ErrorCode
from ml.content import AdContent, decode_picture


def encoded(image: Image.Image, image_format: str, **options) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def test_decode_plain_picture_gives_its_colours_between_zero_and_one():
    found = decode_picture(encoded(Image.new("RGB", (3, 2), (255, 128, 0)), "PNG"))
    assert found.pixels.shape == (2, 3, 3)
    assert found.pixels.dtype == np.float32
    assert np.allclose(found.pixels[0, 0], [1, 128 / 255, 0])
    assert (found.width, found.height, found.frames, found.has_transparency) == (3, 2, 1, False)


def test_decode_single_pixel_is_not_enlarged():
    assert decode_picture(encoded(Image.new("RGB", (1, 1), "teal"), "PNG")).pixels.shape == (1, 1, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_decode_turned_photograph_stands_upright(orientation):
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = decode_picture(encoded(stored, "JPEG", quality=95, exif=exif))
    assert (found.width, found.height) == (64, 32)
    assert np.allclose(found.pixels[8, 8], [1, 0, 0], atol=0.05)
    assert np.allclose(found.pixels[24, 48], [1, 1, 1], atol=0.05)


def test_decode_grey_cmyk_and_deep_grey_give_the_same_brightness():
    grey = decode_picture(encoded(Image.new("L", (8, 8), 128), "JPEG", quality=100))
    cmyk = decode_picture(encoded(Image.new("RGB", (8, 8), (128, 128, 128)).convert("CMYK"), "JPEG", quality=100))
    deep = decode_picture(encoded(Image.fromarray(np.full((8, 8), 128 * 257, np.uint16)), "PNG"))
    for found in (grey, cmyk, deep):
        assert np.allclose(found.pixels, 128 / 255, atol=0.02)


def test_decode_transparency_stands_over_white_without_hidden_colours():
    image = Image.new("RGBA", (2000, 2000), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 1000, 2000))
    found = decode_picture(encoded(image, "PNG"), 64)
    assert found.has_transparency
    assert np.allclose(found.pixels[:, -1], 1)
    assert np.allclose(found.pixels[:, 0], [1, 0, 0])


def test_decode_animation_gives_its_first_frame():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue", "lime")]
    found = decode_picture(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert found.frames == 3
    assert np.allclose(found.pixels, [1, 0, 0], atol=0.02)


def test_decode_huge_jpeg_is_reduced_and_keeps_its_size_in_words():
    found = decode_picture(encoded(Image.new("L", (12000, 12000), 200), "JPEG"))
    assert max(found.pixels.shape) <= 1024
    assert (found.width, found.height) == (12000, 12000)


def test_decode_huge_png_is_refused_before_it_is_decoded():
    with pytest.raises(AppError) as refused:
        decode_picture(encoded(Image.new("1", (12000, 12000)), "PNG"))
    assert refused.value.code is ErrorCode.FILE_TOO_LARGE


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "GIF"])
def test_decode_cut_off_picture_is_called_damaged(image_format):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    data = encoded(noise, image_format)
    with pytest.raises(AppError) as refused:
        decode_picture(data[: len(data) // 2])
    assert refused.value.code is ErrorCode.FILE_DAMAGED


@pytest.mark.parametrize("data", [b"", b"no picture", b"%PDF-1.7"])
def test_decode_other_files_are_refused(data):
    with pytest.raises(AppError) as refused:
        decode_picture(data)
    assert refused.value.code is ErrorCode.FILE_TYPE_REFUSED


def test_ad_content_decodes_once_and_does_without_a_picture():
    ad = AdContent("Words", encoded(Image.new("RGB", (4, 4), "teal"), "PNG"))
    assert ad.picture is ad.picture
    assert len(ad.image_sha256) == 64
    assert AdContent("Words").picture is None
    assert not AdContent("Words").image_sha256
