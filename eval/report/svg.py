"""A drawn figure as a part of the page: no fixed size, no fonts or colours of its own, no ids that could collide.

Figures are drawn in the placeholder colours below; here they become the page's own, so that one figure serves light,
dark and paper.
"""

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

INK = "#000001"
MUTED = "#000002"
RULE = "#000003"
PAPER = "#000004"
GOOD = "#000005"
BAD = "#000006"

_COLOURS = {INK: "currentColor", MUTED: "var(--muted)", RULE: "var(--rule)", PAPER: "var(--paper)",
            GOOD: "var(--good)", BAD: "var(--bad)"}
_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#(.+)\)|#(.+)")
_FONT = re.compile(r"font-family: [^;]*(; |$)")


def inline_svg(drawn: str, name: str, title: str, words: Mapping[str, str]) -> str:
    """Return a figure's SVG, ready to stand in HTML.

    `name` makes its ids its own, `title` says in one sentence what it shows, and `words` are what is said of a part,
    by the id that the part was drawn with. Links of the figure get the class `term`.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314  (drawn here, from labels that are escaped)
    for found in [*root.findall(f"{{{_SVG}}}metadata"), *root.findall(f"{{{_SVG}}}defs[{{{_SVG}}}style]")]:
        root.remove(found)  # a style element would hold for the whole page
    used = {reference for element in root.iter() for reference in _references(element)}
    for element in root.iter():
        if (said := words.get(element.get("id", ""))) is not None:
            element.insert(0, _title(said))
        _adopt(element, name, used)
    root.attrib = {"class": "plot", "viewBox": root.attrib["viewBox"], "role": "group", "aria-label": title,
                   "stroke-linejoin": "round"}
    return ET.tostring(root, encoding="unicode")


def _title(said: str) -> ET.Element:
    title = ET.Element(f"{{{_SVG}}}title")
    title.text = said
    return title


def _references(element: ET.Element) -> Iterator[str]:
    """Yield the ids that an element refers to, links excepted."""
    for key in ("clip-path", _HREF):
        found = _REFERENCE.fullmatch(element.get(key, ""))
        if found and not element.tag.endswith("}a"):
            yield found[1] or found[2]


def _adopt(element: ET.Element, name: str, used: set[str]) -> None:
    """Make ids and references the figure's own, and colours and fonts the page's."""
    identity = element.attrib.pop("id", None)
    if identity in used:
        element.set("id", f"{name}-{identity}")
    if element.tag.endswith("}a"):
        element.attrib = {"href": element.attrib[_HREF], "class": "term"}
    elif _HREF in element.attrib:
        element.set("href", f"#{name}-{element.attrib.pop(_HREF).removeprefix('#')}")
    if clip := element.attrib.get("clip-path"):
        element.set("clip-path", clip.replace("url(#", f"url(#{name}-"))
    if style := element.attrib.get("style"):
        element.set("style", _page_style(style))


def _page_style(style: str) -> str:
    for drawn, shown in _COLOURS.items():
        style = style.replace(drawn, shown)
    return _FONT.sub("", style)
