"""What a language model replied: JSON as it should be, or as models write it; json_repair enters here."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 1000  # characters of a statement
ENDLESS = 200_000  # characters of a reply; what goes on beyond these never ends
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^```\w*\s*|\s*```$")
_TEXT = ("text", "statement", "sentence", "claim", "answer")
_IDS = ("sentences", "ids", "sentence_ids", "citations", "sources", "evidence")
_STRING_OR_CLOSE = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|}', re.DOTALL)
_NUMBER = re.compile(r"\s*[\[(]?\s*S?\s*(\d{1,6})\s*[\])]?\s*", re.IGNORECASE)


class ReplyError(Exception):
    """A reply that cannot be read; the message says why."""


class BrokenError(Exception):
    """A reply that stopped in its midst; the message says how."""


@dataclass(frozen=True, slots=True)
class Written:
    """A reply so far: its text, whether the model `ended` it, the tokens `read` and `written`, 0 if none are told."""

    text: str
    ended: bool
    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as a model gave it: its words, the numbers of the sentences it names, and what it names beside."""

    text: str
    cited: tuple[int, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The statements of a reply, none where it refuses. `cut` are words of statements that were never ended."""

    drafts: tuple[Draft, ...]
    cut: tuple[str, ...] = ()


def read_reply(text: str, offered: int, *, ended: bool = True) -> Reply:
    """Return the statements of a reply, in which the sentences 1 to `offered` may be named.

    Where the reply was not `ended` by the model itself, its last statement may lack words and is not taken. Raises
    ReplyError where there is no JSON in it with statements or a refusal.
    """
    body = _FENCE.sub("", _THOUGHT.sub("", text).strip())
    found, whole = _load(body)
    listed = _statements(found)
    if listed is None:
        raise ReplyError("the reply is no JSON with statements" if body else "the reply is empty")
    drafts = [draft for one in listed if (draft := _draft(one, offered))]
    cut: tuple[str, ...] = ()
    if drafts and not whole and (not ended or not body.endswith(("}", "]"))):
        cut = (drafts.pop().text,)
    if not drafts and not cut and listed and not _refuses(found):
        raise ReplyError("the reply has statements without words")
    return Reply(() if _refuses(found) else tuple(drafts), cut)


def read_so_far(text: str, offered: int) -> tuple[Draft, ...]:
    """Return the statements of a reply that is still being written which are whole, as `read_reply` reads them."""
    body = _FENCE.sub("", _THOUGHT.sub("", text).strip())
    closed = [match.start() for match in _STRING_OR_CLOSE.finditer(body) if match.group() == "}"]
    try:
        return read_reply(body[: closed[-1] + 1], offered).drafts if closed else ()
    except ReplyError:
        return ()


def read_question(text: str) -> str | None:
    """Return the question in a reply that is to hold one, None where there is none."""
    found, _ = _load(_FENCE.sub("", _THOUGHT.sub("", text).strip()))
    question = found.get("question") if isinstance(found, dict) else None
    return question if isinstance(question, str) else None


def _load(body: str) -> tuple[Any, bool]:
    """Return the JSON of a reply, and whether it needed no mending."""
    opening = min((place for place in (body.find("{"), body.find("[")) if place >= 0), default=-1)
    if opening < 0:
        return None, False
    try:
        return json.JSONDecoder().raw_decode(body, opening)[0], True
    except (ValueError, RecursionError):
        pass
    from json_repair import repair_json

    try:
        return repair_json(body[opening:], return_objects=True, skip_json_loads=True), False
    except (ValueError, RecursionError):
        return None, False


def _statements(found: Any) -> list[Any] | None:
    """Return the list of statements in whatever was found, None where there is none."""
    if isinstance(found, list):
        inner = [_statements(one) for one in found if isinstance(one, dict) and "statements" in one]
        if inner:
            return inner[0]
        return found if any(isinstance(one, dict) for one in found) else None
    if not isinstance(found, dict):
        return None
    listed = found.get("statements")
    if isinstance(listed, list | dict):
        return listed if isinstance(listed, list) else [listed]
    if _field(found, _TEXT) is not None and _field(found, _IDS) is not None:
        return [found]
    return [] if _refuses(found) else None


def _refuses(found: Any) -> bool:
    answerable = found.get("answerable") if isinstance(found, dict) else None
    return answerable is False or (isinstance(answerable, str) and answerable.lower() in {"false", "no"})


def _draft(one: Any, offered: int) -> Draft | None:
    """Return a statement of a reply, None where it has no words."""
    if not isinstance(one, dict):
        return None
    text = _field(one, _TEXT)
    if not isinstance(text, str) or not text.strip():
        return None
    cited, unknown = [], []
    for name in _names(_field(one, _IDS)):
        match = _NUMBER.fullmatch(name)
        if match and 1 <= int(match[1]) <= offered:
            cited.append(int(match[1]))
        else:
            unknown.append(name[:40])
    return Draft(text.strip()[:LONGEST], tuple(dict.fromkeys(cited)), tuple(dict.fromkeys(unknown)))


def _names(given: Any) -> Iterator[str]:
    """Yield the ids in what stands for them: a list, a number, or words with commas between."""
    if isinstance(given, list):
        for one in given:
            yield from _names(one)
    elif isinstance(given, Mapping):
        yield from _names(_field(given, ("id", "sentence", "number")))
    elif isinstance(given, str):
        yield from (part for part in re.split(r"[,;\s]+", given) if part)
    elif given is not None:
        yield str(given)


def _field(one: Mapping[Any, Any], names: tuple[str, ...]) -> Any:
    return next((one[name] for name in names if name in one), None)
