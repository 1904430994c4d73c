"""Proper names in English text, told by their capitals: people, bodies, places. No dictionary stands behind them."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

CAPITALS = "A-Z" + "".join(re.escape(chr(code)) for code in range(0xC0, 0x250) if chr(code).isupper())
_TOKEN = (r"(?:(?:Bank|Board|Chamber|Church|Council|Court|House|Institute|League|Ministry|Museum|Office|University) of "
          rf"(?:the )?)?(?:[{CAPITALS}]\.|[{CAPITALS}](?:[\w-]|[’'](?!s?\b))*)")
NAME = rf"{_TOKEN}(?:[ \u00a0](?:(?:de|da|dos|del|van|von|der|al|bin|&) )?{_TOKEN})*"
"""A pattern of a name: words in capitals, and the small words that stand inside names."""

_NAMES = re.compile(rf"(?<!\w){NAME}")
_NO_NAME = frozenset(re.findall(r"\w+", (
    "A About After All Although An And Another Any April Are As Asked At August Average Because Before Both But "
    "By Can Could December Did Do Does Each February For Friday From Had Has Have He Her His How However I If In "
    "Instead Is It Its January July June Many March May Might Monday More Most Must Neither No Nobody None Nor "
    "Not Nothing November Now October Of On Once One Only Or Others Our People Police Saturday September She "
    "Should Since So Some Still Such Sunday That The Their Then There These They This Those Though Three Thursday "
    "To Tuesday Two Under Until Was We Wednesday Were What When Where Whether Which While Who Whom Whose Why Will "
    "With Would Yes Yet You Your")))
_THING = re.compile(r"\b(?:Agency|Assembly|Association|Authority|Avenue|Bank|Bay|Bench|Board|Brae|Bridge|"
                    r"Cape|Centre|Club|Commission|Committee|Company|Council|Court|Department|Directorate|"
                    r"East|Exchange|Foundation|Freight|Group|Hall|Hill|Hospital|Hydro|Inspectorate|"
                    r"Institute|Islands?|Lake|Lane|League|Ledger|Line|Lower|Ltd|Market|Ministry|Mount|"
                    r"Museum|North|Office|Park|Party|Police|Port|Post|Press|Quay|Rail|River|Road|"
                    r"School|Service|Society|Sound|South|Square|Station|Street|Supervisor|Trust|Union|"
                    r"University|Upper|Valley|West|Wing|Wire|Works)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stands: `text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> tuple[str, ...]:
        """Return its words."""
        return tuple(self.text.split())

    @property
    def is_thing(self) -> bool:
        """Return whether it is surely the name of a body or a place, by one of its words, and not of a person."""
        return _THING.search(self.text) is not None


def names(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Name]:
    """Yield the names in `text[start:end]` in order; a capital that only begins a sentence is none."""
    for match in _NAMES.finditer(text, start, end):
        found, first = match.group(), match.start()
        while (word := found.split(" ", 1)[0]) in _NO_NAME:  # "On Monday Ana Reyes"
            rest = found[len(word) :].lstrip()
            first, found = match.end() - len(rest), rest
        while found and found.rsplit(None, 1)[-1] in _NO_NAME:
            found = found.rsplit(None, 1)[0] if " " in found else ""
        if found:
            yield Name(found, first, first + len(found))
