"""The style sheet: colours that carry text meet WCAG AA in light and in dark; no asset is fetched from elsewhere."""

import re
from importlib.resources import files

import pytest

CSS = (files("ui") / "look").joinpath("app.css").read_text(encoding="utf-8")
PAIRS = [(text, ground) for text in ["ink", "muted", "accent"] for ground in ["paper", "sheet", "wash"]] + [
    ("good", "paper"), ("good", "wash"), ("ink", "insert"), ("ink", "delete"),
    ("ink", "mark"), ("ink", "current"), ("accent", "mark"), ("on-accent", "accent")]


def colours(selector):
    block = CSS[CSS.index(selector) :]
    return dict(re.findall(r"--pq-([\w-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", ".dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(selector, text, ground):
    named = colours(selector)
    assert contrast(named[text], named[ground]) >= 4.5


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", sorted(
    path.name for path in (files("ui") / "look").iterdir() if path.is_file()))
def test_no_asset_names_another_host(name):
    text = (files("ui") / "look").joinpath(name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"https?://|@import|url\((?!\"fonts/)|//[a-z]+\.", text)
