"""The words of a language model as they may be shown: plain sentences, without markup, links, images or ids."""

import re

from qa.model.prompt import plain, visible

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NUMBERS = r"\d+(?:\s*[,;–-]\s*S?\d+)*\s*"
_ID = re.compile(rf"\s*(?:[\[［【]\s*S?{_NUMBERS}[\]］】]|[(（]\s*S{_NUMBERS}[)）])")
_MARKUP = re.compile(r"\*\*|__|`+|^#+\s+|^[-*•]\s+")
_TAG = re.compile(r"<[^>]*>")


def spoken(text: str) -> str:
    """Return a statement of a model on one line; of a link or an image its words are left, of an id nothing."""
    worded = _LINK.sub(r"\1", _IMAGE.sub(r"\1", visible(text)))
    return " ".join(plain(_TAG.sub("", _MARKUP.sub("", _ID.sub("", worded)))).split())
