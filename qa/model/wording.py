"""The words of a language model as they may be shown: plain sentences, without markup, links, images or ids."""

import re

from qa.model.prompt import plain

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ID = re.compile(r"\s*[\[(（［【]\s*S?\d+(?:\s*[,;–-]\s*S?\d+)*\s*[\])）］】]")
_MARKUP = re.compile(r"\*\*|__|`+|^#+\s+|^[-*•]\s+")
_TAG = re.compile(r"‹[^›]*›")


def spoken(text: str) -> str:
    """Return a statement of a model on one line; of a link or an image its words are left, of an id nothing."""
    worded = _LINK.sub(r"\1", _IMAGE.sub(r"\1", " ".join(text.split())))
    return " ".join(_TAG.sub("", _MARKUP.sub("", _without_ids(plain(worded)))).split())


def _without_ids(text: str) -> str:
    """Return a statement without ids; a year or a number between round brackets stays."""
    return _ID.sub(lambda match: match.group() if match.group().strip()[0] == "(" and "S" not in match.group() else "",
                   text)
