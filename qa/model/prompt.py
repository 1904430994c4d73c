"""What a language model is shown: instructions, and the retrieved sentences, each behind an id of ours.

Articles are material, and cannot pass for anything else here: what might look like an id, a tag or a new line in them
is written otherwise, and what no reader would see is left out. The quotes are not affected, they are sliced elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Any

from embeddings.tokens import count_tokens
from qa.answer import Hit
from qa.article import Passage, Span
from qa.model.orders import speaks_to_program

Message = dict[str, Any]
"""`role` (system, user or assistant) and `content`: a text, or parts in the way of Anthropic, documents among them."""

NOTHING = "NONE"  # what a model that cites documents is told to say where they do not answer

MARGIN = 1.2  # other models need so many more tokens than `cl100k_base` for the same text, at most as a rule
STATEMENTS = 8  # in a reply, at most
CITED = 6  # sentences that a statement names, at most
_ID = re.compile(r"[\[［【](\s*[Ss]?\s*\d+(?:\s*,\s*[Ss]?\s*\d+)*\s*)[\]］】]")
_BRACKETS = str.maketrans("<>", "‹›")


@dataclass(frozen=True, slots=True)
class Offer:
    """The sentences that a model may name, and how they are shown to it; the id of the first is S1.

    `withheld` counts those that are not shown because they give it orders.
    """

    sentences: tuple[tuple[Passage, int], ...]
    text: str
    withheld: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids, in order."""
        return tuple(f"S{number}" for number in range(1, len(self.sentences) + 1))

    def sentence(self, number: int) -> tuple[Passage, int]:
        """Return the passage and the place in it of the sentence of a number, from 1."""
        return self.sentences[number - 1]

    def within(self, span: Span) -> list[str]:
        """Return the ids of the sentences that lie in a part of an article."""
        return [name for name, (passage, place) in zip(self.ids, self.sentences, strict=True)
                if span.holds(passage.sentences[place])]


def visible(text: str) -> str:
    """Return words from outside on one line, without the characters that no reader sees."""
    line = " ".join(text.split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Cn"})


def plain(text: str) -> str:
    """Return words from outside on one line, in which nothing is invisible, an id or a tag."""
    return _ID.sub(r"(\1)", visible(text).translate(_BRACKETS))


def offer(hits: Iterable[Hit], tokens: int) -> Offer:
    """Return the sentences of as many passages, best first, as `tokens` leave room for; of the first, at least some.

    A sentence that stands in two passages is offered once, one that gives orders to a program never.
    """
    taken: list[tuple[Passage, int]] = []
    known: set[tuple[str, int]] = set()
    parts: list[str] = []
    room, withheld = tokens / MARGIN, 0
    for hit in hits:
        passage = hit.passage
        new = [place for place, (start, _) in enumerate(passage.bounds) if (passage.article.id, start) not in known]
        harmless = [place for place in new if not speaks_to_program(passage.sentences[place].text)]
        withheld += len(new) - len(harmless)
        new = harmless
        shown, last = _shown(passage, new, len(taken)), len(new)
        while last and not parts and count_tokens(_shown(passage, new[:last], len(taken))) > room:
            last = last // 2 if last > 1 else 0
        if last < len(new):
            new, shown = new[:last], _shown(passage, new[:last], len(taken))
        cost = count_tokens(shown) + 1
        if new and cost <= room:
            room -= cost
            parts.append(shown)
            taken += [(passage, place) for place in new]
            known |= {(passage.article.id, passage.bounds[place][0]) for place in new}
    return Offer(tuple(taken), "\n".join(parts), withheld)


def _shown(passage: Passage, places: Sequence[int], before: int) -> str:
    lines = [f"[S{before + number}] {plain(passage.sentences[place].text)}" for number, place in enumerate(places, 1)]
    return "\n".join([f"<article> {_about(passage)}", *lines, "</article>"])


def _about(passage: Passage) -> str:
    """Return title, outlet and date of a passage's article, those left out that give orders to programs."""
    article = passage.article
    heads = (article.title, article.publisher or "", (article.published or "")[:10])
    return " · ".join(plain(part) for part in heads if part and not speaks_to_program(part))


def messages(question: str, offered: Offer, disagreements: Sequence[Sequence[str]] = (), *,
             documents: bool = False) -> list[Message]:
    """Return what a model is asked: `disagreements` are ids of sentences that contradict each other, side by side.

    With `documents` the articles are sent as such, a block each sentence, for a model that cites blocks.
    """
    parts = _parts()
    told = "".join(parts["Disagreement"].substitute(sides=" against ".join(
        _sentences(sides, offered) if documents else sides)) + "\n" for sides in disagreements)
    asked = parts["Question"].substitute(articles="" if documents else offered.text, disagreements=told,
                                         question=plain(question)).strip()
    if not documents:
        return [{"role": "system", "content": parts[""].template}, {"role": "user", "content": asked}]
    return [{"role": "system", "content": parts["Citing"].substitute(nothing=NOTHING)},
            {"role": "user", "content": [*_documents(offered), {"type": "text", "text": asked}]}]


def _sentences(names: Sequence[str], offered: Offer) -> list[str]:
    """Return what ids stand for, in quotation marks: a model that cites blocks knows no ids."""
    found = (offered.sentence(int(name.removeprefix("S"))) for side in names for name in side.split())
    return [f"“{plain(passage.sentences[place].text)}”" for passage, place in found]


def _documents(offered: Offer) -> list[dict[str, Any]]:
    return [{"type": "document", "title": _about(passage), "citations": {"enabled": True}, "source": {
        "type": "content", "content": [{"type": "text", "text": plain(passage.sentences[place].text)}
                                       for _, place in group]}}
            for passage, group in groupby(offered.sentences, key=lambda one: one[0])]


def again(reply: str, failed: Sequence[tuple[str, Sequence[str]]] = (), *, documents: bool = False) -> list[Message]:
    """Return what follows a reply: what is wrong with its statements, or that it could not be read at all.

    A model that cites `documents` never wrote the JSON: it is told its statements alone.
    """
    parts = _parts()
    listed = "\n".join(f'- "{text}": {"; ".join(faults)}' for text, faults in failed)
    if documents:
        said = [{"role": "assistant", "content": "\n".join(text for text, _ in failed) or NOTHING}]
        return [*said, {"role": "user", "content": parts["Uncited"].substitute(failed=listed)}]
    content = parts["Failed"].substitute(failed=listed) if listed else parts["Unreadable"].template
    return [{"role": "assistant", "content": reply}, {"role": "user", "content": content}]


def schema(offered: Offer) -> dict[str, Any]:
    """Return the JSON schema of a reply, in which only the ids that are offered can stand."""
    cited = {"type": "array", "items": {"type": "string", "enum": list(offered.ids)}, "minItems": 1, "maxItems": CITED}
    statement = {"type": "object", "properties": {"text": {"type": "string"}, "sentences": cited},
                 "required": ["text", "sentences"], "additionalProperties": False}
    return {"type": "object", "properties": {
        "answerable": {"type": "boolean"}, "statements": {"type": "array", "items": statement, "maxItems": STATEMENTS}},
        "required": ["answerable", "statements"], "additionalProperties": False}


def part(name: str, **given: str) -> str:
    """Return a part of the file of prompts with what belongs into it."""
    return _parts()[name].substitute(given)


def overhead(question: str) -> int:
    """Return how many tokens the instructions and the question take beside the articles."""
    return int(sum(count_tokens(one["content"]) + 8 for one in messages(question, Offer((), ""))) * MARGIN)


@cache
def _parts() -> dict[str, Template]:
    """Return the parts of the file of prompts by their headings; the first has none."""
    pieces = re.split(r"^# (\w+)\n", files("qa.model").joinpath("prompt.md").read_text("utf-8"), flags=re.MULTILINE)
    return {name: Template(text.strip()) for name, text in zip(["", *pieces[1::2]], pieces[::2], strict=True)}
