"""One colour per platform, the same in Python and in CSS, readable on both surfaces."""

import re
from pathlib import Path

import pytest

from components.colours import ACCENT, MUTED, PLATFORM_COLOURS
from domain.platforms import Platform

TOKENS = (Path(__file__).parents[3] / "assets/20-styles/10-tokens.css").read_text()
SURFACES = ("#ffffff", "#14171d")
# Text pairs of the tokens that stand on each other somewhere.
TEXT = ("--text", "--text-2", "--text-3", "--accent", "--good", "--bad", "--warn", "--info")


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def theme(name: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{name}"\] \{{(.*?)\}}', TOKENS, re.DOTALL)
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", block.group(1)))


def test_css_and_python_agree_on_every_platform():
    css = dict(re.findall(r"--platform-([a-z_]+): (#[0-9a-f]{6});", TOKENS))
    assert css == {platform.value: colour for platform, colour in PLATFORM_COLOURS.items()}
    assert set(PLATFORM_COLOURS) == set(Platform)
    assert len(set(PLATFORM_COLOURS.values())) == len(Platform)
    assert f"--figure-accent: {ACCENT};" in TOKENS


@pytest.mark.parametrize("colour", [*PLATFORM_COLOURS.values(), ACCENT, MUTED])
@pytest.mark.parametrize("surface", SURFACES)
def test_shapes_stand_out_from_both_surfaces(colour, surface):
    assert contrast(colour, surface) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ink", TEXT)
def test_text_is_readable_on_every_surface(name, ink):
    values = theme(name)
    for surface in ("--bg", "--surface", "--surface-2", "--sidebar-bg"):
        assert contrast(values[ink], values[surface]) >= 4.5, surface


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("tone", ["accent", "good", "bad", "warn", "info"])
def test_tones_are_readable_on_their_soft_ground(name, tone):
    values = theme(name)
    assert contrast(values[f"--{tone}"], values[f"--{tone}-soft"]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_both_themes_name_the_same_tokens(name):
    assert set(theme("light")) == set(theme("dark"))
    assert contrast(theme(name)["--on-accent"], theme(name)["--accent"]) >= 4.5
    assert contrast(theme(name)["--on-bad"], theme(name)["--bad"]) >= 4.5
