"""What is measured on pictures, against values computed by hand."""

import math

import numpy as np
import pytest
from PIL import Image, ImageFilter

from ml.content import decode_picture
from ml.quality.picture_features import PictureMeasures, colourfulness, measure_picture
from tests.unit.ml.quality.drawings import checkerboard, encoded, face, flat, scene, with_words


def measured(image: Image.Image, image_format: str = "PNG", **options) -> PictureMeasures:
    return measure_picture(decode_picture(encoded(image, image_format, **options)))


def test_flat_grey_measures_nothing_but_its_brightness():
    found = measured(flat())
    assert found.brightness == pytest.approx(128 / 255, abs=1e-4)
    assert found.contrast == pytest.approx(0, abs=1e-6)
    assert found.colourfulness == pytest.approx(0, abs=1e-3)
    assert (found.sharpness, found.clutter, found.text_share) == (0, 0, 0)
    assert found.smallest_text is None
    assert found.busiest is None
    assert found.faces == ()


def test_checkerboard_has_all_the_contrast_there_is():
    found = measured(checkerboard())
    assert found.contrast == pytest.approx(0.5, abs=1e-6)
    assert found.brightness == pytest.approx(0.5, abs=1e-6)
    assert found.colourfulness == pytest.approx(0, abs=1e-3)


def test_checkerboard_sharpness_is_that_of_its_edges():
    # Cells of 64 in 512: seven inner borders each way. Beside a border the kernel sees one neighbour of the other
    # tone: +-255; beside two borders at once +-510. The mean is 0, so the variance is the mean square.
    beside, cells = 14, 512
    once = 2 * beside * (cells - beside)
    twice = beside * beside
    expected = (once * 255**2 + twice * 510**2) / cells**2
    assert measured(checkerboard()).sharpness == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("colour", "red_green", "yellow_blue"),
    [((255, 0, 0), 255, 127.5), ((0, 0, 255), 0, -255), ((0, 255, 0), -255, 127.5), ((90, 90, 90), 0, 0)],
)
def test_colourfulness_of_one_colour_is_three_tenths_of_its_distance_from_grey(colour, red_green, yellow_blue):
    pixels = np.full((4, 4, 3), np.array(colour) / 255, dtype=np.float32)
    assert colourfulness(pixels) == pytest.approx(0.3 * math.hypot(red_green, yellow_blue), abs=1e-3)


def test_colourfulness_of_two_halves_adds_their_spread():
    pixels = np.zeros((2, 2, 3), dtype=np.float32)
    pixels[0], pixels[1] = (1, 0, 0), (0, 0, 1)
    # red-green is 255 and 0, yellow-blue 127.5 and -255: spreads 127.5 and 191.25, means 127.5 and -63.75.
    expected = math.hypot(127.5, 191.25) + 0.3 * math.hypot(127.5, -63.75)
    assert colourfulness(pixels) == pytest.approx(expected, abs=1e-3)


def test_blur_takes_sharpness_away():
    sharp = scene()
    assert measured(sharp.filter(ImageFilter.GaussianBlur(12))).sharpness < 100 < measured(sharp).sharpness


def test_words_are_found_where_they_stand():
    found = measured(with_words(scene(), "Out before\nthe sun", 0.7))
    assert len(found.text_lines) == 2
    assert 0.01 < found.text_share < 0.2
    first, second = found.text_lines
    assert first.left == pytest.approx(0.08, abs=0.02)
    assert first.top == pytest.approx(0.72, abs=0.04)
    assert first.bottom <= second.top + 0.01
    # Letters of 7 % of the width, of which capitals take some seven tenths, on a screen of 375.
    assert 0.045 * 375 < found.smallest_text < 0.08 * 375


def test_a_picture_without_words_has_none():
    found = measured(scene())
    assert found.text_lines == ()
    assert found.smallest_text is None


def test_noise_is_clutter_and_no_text():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (512, 512, 3), dtype=np.uint8))
    found = measured(noise)
    assert found.clutter > 0.15
    assert found.text_share < 0.02


def test_busiest_part_is_where_the_edges_are():
    image = flat((512, 512))
    image.paste(checkerboard(128, 8), (384, 0))
    busiest = measured(image).busiest
    assert (busiest.left, busiest.top) == (0.75, 0)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (2, 3), (23, 23), (47, 300)])
def test_tiny_and_thin_pictures_are_measured(size):
    found = measured(flat(size))
    assert (found.width, found.height) == size
    assert all(math.isfinite(value) for value in (found.contrast, found.sharpness, found.clutter))


def test_size_of_the_file_changes_little():
    small, large = measured(scene((1024, 1024))), measured(scene((4096, 4096)), "JPEG", quality=92)
    assert small.contrast == pytest.approx(large.contrast, abs=0.01)
    assert small.colourfulness == pytest.approx(large.colourfulness, abs=2)
    assert small.clutter == pytest.approx(large.clutter, abs=0.01)


def test_faces_are_found_where_they_stand_and_the_largest_comes_first():
    image = flat((1000, 1000), (60, 60, 60))
    image.paste(face(500), (0, 500))
    image.paste(face(300), (650, 50))
    found = measured(image)
    assert len(found.faces) == 2
    large, small = found.faces
    assert (large.left, large.top) == (pytest.approx(0.06, abs=0.04), pytest.approx(0.58, abs=0.04))
    assert (small.left, small.top) == (pytest.approx(0.69, abs=0.04), pytest.approx(0.1, abs=0.04))
    assert found.face_share == pytest.approx(large.area + small.area)
    assert measured(scene()).faces == ()
