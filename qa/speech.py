"""Who speaks in an article: reported and direct speech with its speakers, by rules over the clauses of English.

Only what a verb of saying tells ("said", "denied", "according to") or what stands between quotation marks is speech. A
pronoun is the nearest earlier named speaker, "the minister" the nearest earlier one who is called so; a quotation that
no clause tells belongs to the speaker of its paragraph. Where the rules find nobody, the speaker is unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qa.clauses import PRONOUN, SPEAKS_FOR, mask, tellings
from qa.names import Name, names
from qa.words import analyze

_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|(?<!\w)\"[^\"\n]*(?:\"|$)|(?<![\w“])‘[^“”\n]*?[.,?!]’(?!\w)", re.MULTILINE)
_INNER = re.compile(r"(?<!\w)[‘'](?=\w)[^\n]*?[.,?!…][’'](?!\w)")
_END = re.compile(r"[.?!]\s|[.?!,]?\x01\s+(?=[^a-z\x00]|\x00)(?<![,\w]\x01\s)")
_OWN = re.compile(r"^(?:its|their|the (?:company|board|bank|union|museum|hospital|council|line|firm)[’']s)\s")
_ROLE = re.compile(r"(?:(?:[\w’'-]+\s){0,4}[\w’'-]+,\s|(?:(?!(?:that|the|of|in|at|by|for|with|and|to|as|said|"
                   r"gave|took|met|saw|sold|paid|told|led|put|had|has|is|was|were|are|\w+ed)\b)[a-zA-Z][\w’'-]*\s){1,3})$")
REACH = 20_000  # characters in which a speaker is looked for
_SHORT = 4  # words between quotation marks that are a title or a term where no clause tells who says them


_BODY = frozenset(analyze(
    "council company board bank ministry union government party hospital museum police firm court agency office city "
    "committee university club town state department service association league commission authority inspectorate "
    "group institute school"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the `name` as far as it is known, empty where none is, and the stems of what they are called."""

    name: str
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of a text, `[start, end)`, that tells somebody's words; `speaker` is None where it is unknown whose."""

    start: int
    end: int
    speaker: Speaker | None


@lru_cache(maxsize=256)
def speeches(text: str) -> tuple[Speech, ...]:
    """Return all speech in a text, in order; stretches may lie in each other, as a quotation in a quotation does."""
    scene = _Scene(text)
    found: list[Speech] = []
    for match in re.finditer(r"[^\n]+", text):
        found += scene.paragraph(*match.span())
    return tuple(sorted(found, key=lambda speech: (speech.start, speech.end)))


def speakers(text: str, start: int, end: int) -> tuple[Speaker | None, ...]:
    """Return everybody whose words stand in `text[start:end]`, each once; None stands for somebody unknown.

    Of a long text no more than `REACH` characters before and after are read.
    """
    first = text.rfind("\n", 0, start - REACH) + 1 if start > REACH else 0
    last = text.find("\n", end + REACH)
    around = speeches(text[first : last if last >= 0 else len(text)])
    return tuple(dict.fromkeys(one.speaker for one in around if one.start < end - first and start - first < one.end))


class _Scene:
    """A text while it is read from its beginning, and who has spoken so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names = list(names(text))
        self.heard: list[tuple[int, Speaker]] = []

    def paragraph(self, start: int, end: int) -> list[Speech]:
        """Return the speech in `text[start:end]`, a paragraph."""
        quoted = [match.span() for match in _QUOTED.finditer(self.text, start, end)]
        masked = mask(self.text[start:end], [(first - start, last - start) for first, last in quoted])
        told = [self._told(*one, start) for one in tellings(masked)]
        found = [*told]
        for first, last in quoted:
            speech = self._quotation(first, last, masked, start, told)
            if speech:
                found += [speech, *self._inside(first, last, speech.speaker)]
        return found

    def _told(self, at: int, end: int, subject: str, start: int) -> Speech:
        """Return the clause that tells words: it stands at `[at, end)` of the paragraph that begins at `start`."""
        speaker = self._speaker(subject, start + at, start)
        if speaker:
            self.heard.append((start + at, speaker))
        return Speech(start + at, start + end, speaker)

    def _quotation(self, first: int, last: int, masked: str, start: int, told: list[Speech]) -> Speech | None:
        after = next((one for one in told if 0 <= one.start - last <= 2), None)
        before = [one for one in told if one.end <= first]
        near = [one for one in before if not _END.search(masked, one.end - start, first - start)]
        clause = after or (near[-1] if near else None)
        if clause:
            return Speech(first, last, clause.speaker)
        words = self.text[first:last]
        if len(words.split()) <= _SHORT and not re.search(r"[.?!].?$", words):
            return None
        late = [one for one in told if one.start >= last and not before]
        if before or late:
            return Speech(first, last, (before[-1] if before else late[0]).speaker)
        alone = self.text[start:first].strip() == ""
        return Speech(first, last, self.heard[-1][1] if alone and self.heard else None)

    def _inside(self, first: int, last: int, outer: Speaker | None) -> Iterator[Speech]:
        """Yield the quotations inside a quotation, where the speaker tells what somebody else said."""
        for match in _INNER.finditer(self.text, first + 1, last - 1):
            before = self.text[first + 1 : match.start()]
            told = tellings(before)
            subject = told[-1][2] if told else ""
            yield Speech(match.start(), match.end(), self._other(subject, first, outer) if subject else None)

    def _other(self, subject: str, at: int, outer: Speaker | None) -> Speaker | None:
        """Return whom a subject in the words of `outer` names; a pronoun is somebody else."""
        if not (pronoun := PRONOUN.search(subject)):
            return self._speaker(subject, at, at)
        if pronoun[1].lower() not in {"he", "she"}:
            return outer if pronoun[1] == "I" else None
        own = outer.name.split()[-1:] if outer else []
        close = self.text.rfind("\n\n", 0, max(0, self.text.rfind("\n\n", 0, at))) + 1
        others = [one for one in self.names
                  if close <= one.start < at and self._is_full(one) and [one.words[-1]] != own]
        return self._known(others[-1].text, at, frozenset()) if others else None

    def _speaker(self, subject: str, at: int, paragraph: int) -> Speaker | None:
        """Return whom a subject names, as far as the text before `at` tells."""
        if pronoun := PRONOUN.search(subject):
            return self._meant(pronoun[1].lower(), at, paragraph)
        named = [one for one in names(subject) if not SPEAKS_FOR.search(subject[: one.end])
                 and not re.match(r"[’']s|\s(?!of\b|for\b|at\b|from\b)[a-z]", subject[one.end :])
                 and (one.end == len(subject) or len(one.words) > 1 or subject[one.end] == ",")]
        about = frozenset(analyze(re.split(r"\s(?:at|from|to|with|by|in|on|who|which)\s", subject)[0]))
        if _OWN.search(subject):
            bodies = [one for one in self.names if one.end <= at and one.text not in subject
                      and (one.is_thing or len(one.words) == 1)]
            about |= frozenset(analyze(bodies[-1].text)) if bodies else frozenset()
        if named:
            people = [one for one in named if not one.is_thing]
            return self._known(max(people or named, key=lambda one: len(one.words) > 1).text, at, about)
        if re.match(r"(?:the|its|their)\s", subject, re.IGNORECASE):
            called = set(analyze(re.split(r"\s(?:of|for|at|from)\s", subject)[0])[1:])
            is_body = bool(called & _BODY)
            heard = [speaker for _, speaker in self.heard if not (is_body and _is_person(speaker))]
            for speaker in reversed(heard):
                if called and called <= speaker.about | set(analyze(speaker.name)):
                    return speaker
            earlier = [one for one in self.names if one.end <= at and (one.is_thing or not is_body)]
            for one in reversed(earlier):
                if called and called <= {*self._called(one), *analyze(one.text)}:
                    return self._known(one.text, at, about)
        return Speaker("", about)

    def _known(self, name: str, at: int, about: frozenset[str]) -> Speaker:
        """Return the speaker of that name, by the fullest form of it so far, with what he or she is called."""
        last = name.rsplit(maxsplit=1)[-1]
        same = [one for one in self.names if one.words[-1] == last and set(name.split()) <= set(one.words)]
        full = [one for one in same if len(one.words) > 1]
        near = [one for one in full if one.start <= at] or full[:1]
        if len({one.words[-2] for one in near}) > 1 and near[-1].end < self.text.rfind("\n", 0, at):
            return Speaker("", about | frozenset(analyze(name)))  # a surname that two people share tells nothing alone
        chosen = near[-1] if near else None
        called = frozenset(stem for one in same if chosen is None or len(one.words) == 1
                           or one.text == chosen.text for stem in self._called(one))
        return Speaker(chosen.text if chosen else name, about | called)

    def _called(self, name: Name) -> list[str]:
        """Return the stems of the words that stand in apposition to a name, before and after it."""
        before = _ROLE.search(self.text[max(0, name.start - 60) : name.start])
        if before and before.group().endswith(", "):  # "the mayor, Leyla Strand, said": what follows is the sentence
            return analyze(before.group())
        after = re.match(r",\s((?!and\b|but\b|or\b)[^,.;:“”\n]{3,90})[,.]|\s(?:of|from|for)\s[^,.;:“”\n]{3,40}",
                         self.text[name.end : name.end + 100])
        return analyze(" ".join(part.group() for part in (before, after) if part))

    def _is_full(self, name: Name) -> bool:
        """Return whether a name may be a person's: of two words or more, or the last of such a name."""
        return not name.is_thing and (len(name.words) > 1 or any(
            len(one.words) > 1 and not one.is_thing and one.words[-1] == name.text for one in self.names))

    def _meant(self, pronoun: str, at: int, paragraph: int) -> Speaker | None:
        """Return the nearest earlier named speaker that a pronoun may mean, or else the nearest earlier name."""
        person = pronoun in {"he", "she"}
        if pronoun in {"we", "i"}:
            return None
        heard = [(place, speaker) for place, speaker in self.heard if pronoun == "they" or (
            _is_person(speaker) if person else Name(speaker.name, 0, 0).is_thing)]
        before = self.text.rfind("\n", 0, max(0, paragraph - 2)) + 1
        subjects = [one for one in self.names if before <= one.start < one.end <= at and person and self._is_full(one)
                    and re.search(r"(?:^|[.?!][”\"]?\s|\n)$", self.text[: one.start])
                    and not re.match(r"[’']s\b", self.text[one.end :])]
        if heard and not (subjects and subjects[-1].start > heard[-1][0]):
            return heard[-1][1]
        near = subjects or [one for one in self.names if one.end <= at and (
            self._is_full(one) if person else one.is_thing)]
        return self._known(near[-1].text, at, frozenset()) if near else None


def _is_person(speaker: Speaker) -> bool:
    """Return whether "he" or "she" may mean a speaker: one of two names or of none, and no body."""
    return not Name(speaker.name, 0, 0).is_thing and len(speaker.name.split()) != 1
