"""Whether a statement denies what its quotes affirm, or affirms what they deny. English cues and opposites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.cues import Role, find_cues
from qa.words import analyze

_CLAUSE = re.compile(r"[.;:!?\n“”\"]|,\s|\b(?:but|although|though|while|whereas|because|after|before|when|which|who)\b")
_LIGHT = frozenset(analyze(
    "a an the of in on at to from for by with and or be been being is are was were am do does did done has have had "
    "having will would shall should can could may might must it he she they we i you his her its their our this that "
    "these those there any yet so very all also ever even one who which as than then if only just"))
_IMPLIED = re.compile(
    r"\b(?:"
    r"lack\w*|absen\w+|un\w{4,}|in(?:correct|complete|eligible|sufficient|accurate|capable|valid)\w*|"
    r"im(?:possible|perfect)\w*|ir\w{6,}|dis(?:agree|approv|allow|pute)\w*|mis(?:sing|sed)|rul(?:es|ed|ing) out|"
    r"ban(?:s|ned)?|block(?:s|ed)?|stop(?:s|ped)?|prevent\w*|avoid\w*|declin(?:es?|ed|ing)|oppos\w+|abandon\w*|"
    r"cancel\w*|drop(?:s|ped)|withdr\w+|few|little|hardly|barely|scarcely|rarely|too|instead|rather|unless|until|"
    r"far from|\w+less|false|free of|spared|escap\w+|safe|empty|only|fail\w*|except|excluding|zero|first|earliest|"
    r"latest|at most|maximum|limit\w*|exceed\w*|exempt\w*|closed|halt\w*|defer\w*|postpon\w*|still"
    r")\b",
    re.IGNORECASE)
_IRREGULAR = {  # verbs whose past the stemmer does not take back
    "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built", "buy": "bought",
    "choose": "chose chosen", "come": "came", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen",
    "find": "found", "fly": "flew flown", "get": "got", "give": "gave given", "go": "went gone", "grow": "grew grown",
    "hear": "heard", "hold": "held", "keep": "kept", "know": "knew known", "lead": "led", "leave": "left",
    "lose": "lost", "make": "made", "meet": "met", "pay": "paid", "rise": "rose risen", "run": "ran", "say": "said",
    "see": "saw seen", "sell": "sold", "send": "sent", "sign": "signed", "sink": "sank sunk", "speak": "spoke spoken",
    "spend": "spent", "stand": "stood", "steal": "stole stolen", "take": "took taken", "tell": "told",
    "think": "thought", "throw": "threw thrown", "win": "won", "withdraw": "withdrew withdrawn", "write": "wrote"}
_ROOTS = {stem: analyze(verb)[0] for verb, forms in _IRREGULAR.items() for stem in analyze(forms)}


def _stems(text: str) -> list[str]:
    return [_ROOTS.get(stem, stem) for stem in analyze(text)]


_OPPOSITES = [tuple(frozenset(_stems(side)) for side in pair) for pair in (
    ("rise rose risen rises increase increased grew grow grown climbed", "fall fell fallen falls decrease decreased "
     "dropped shrank declined decline"),
    ("win won wins", "lose lost loses"), ("accept accepted approve approved backed passed", "reject rejected refused"),
    ("open opened opens reopened", "close closed closes shut"), ("support supported", "oppose opposed opposes"),
    ("guilty convicted", "innocent acquitted cleared"), ("confirm confirmed confirms", "deny denied denies"),
    ("raise raised raises", "cut lowered lowers"), ("before", "after"), ("more", "fewer less"), ("alive survived",
     "died dead killed"), ("arrived arrive", "left departed"), ("bought buy buys", "sold sell sells"),
    ("began begin started start", "ended finished stopped"), ("largest biggest highest", "smallest lowest"),
    ("north", "south"), ("east", "west"), ("legal", "illegal"), ("safe", "unsafe dangerous"), ("success succeeded",
     "failure failed"), ("possible", "impossible"), ("allow allowed allows permitted", "ban banned forbidden forbade"))]
_ENOUGH = 0.5  # share of a statement's words that stand in a clause that it may deny


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a text: its stems, those right behind each negation in it, those that may deny without one."""

    stems: frozenset[str]
    denied: tuple[frozenset[str], ...]
    implied: frozenset[str]


def wrong_polarity(text: str, told: str) -> Iterator[str]:
    """Yield where a statement and its quotes are of two minds."""
    said, known = _clauses(text), _clauses(told)
    told_stems = frozenset().union(*(clause.stems for clause in known))
    said_stems = frozenset().union(*(clause.stems for clause in said))
    for denied in (one for clause in said for one in clause.denied):
        if not _denies(denied, known, told_stems):
            yield "it denies what its quotes do not deny"
    for clause in known:
        for denied in clause.denied:
            if _affirms(denied, clause, said, said_stems, known):
                yield "it leaves out a “not” of its quotes"
    if not any(clause.denied for clause in (*said, *known)):
        for pair in _OPPOSITES:
            for one, other in (pair, pair[::-1]):
                if said_stems & one and not said_stems & other and told_stems & other and not told_stems & one:
                    yield "it says the opposite of its quotes"


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of a text that carry its meaning, verbs by their infinitive."""
    return frozenset(_stems(text)) - _LIGHT


def _clauses(text: str) -> list[_Clause]:
    clauses, at = [], 0
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        piece, at = text[at:end], end
        stems = content_stems(piece)
        cues = [cue for cue in find_cues(piece) if cue.role is Role.NEGATION]
        denied = tuple(_scope(piece[cue.end :], piece[: cue.start]) for cue in cues)
        if stems or denied:
            clauses.append(_Clause(stems, denied, frozenset(_stems(" ".join(_IMPLIED.findall(piece))))))
    return clauses


def _scope(after: str, before: str) -> frozenset[str]:
    """Return the first words that a negation turns; those before it where none follow."""
    following = [stem for stem in _stems(after) if stem not in _LIGHT][:3]
    return frozenset(following or [stem for stem in _stems(before) if stem not in _LIGHT][-2:])


def _denies(denied: frozenset[str], known: list[_Clause], stems: frozenset[str]) -> bool:
    """Return whether the quotes deny it too, or deny something in words that are not the statement's."""
    if any(denied & one for clause in known for one in clause.denied):
        return True
    shared = denied & stems
    if shared:
        return any(clause.implied - shared or clause.denied for clause in known if clause.stems & shared)
    return any(clause.denied or clause.implied for clause in known)


def _affirms(denied: frozenset[str], clause: _Clause, said: list[_Clause], said_stems: frozenset[str],
             known: list[_Clause]) -> bool:
    """Return whether a statement says without any denial what a clause of its quotes denies."""
    others = [words for one in known for words in one.denied if words is not denied]
    own = [words for one in said for words in one.denied
           if words & denied or not any(words & other for other in others)]
    if own or any(one.implied - clause.stems for one in said):
        return False
    elsewhere = frozenset().union(*(one.stems for one in known if one is not clause and not one.denied))
    hit = (denied & said_stems) - elsewhere
    return bool(hit) and len(said_stems & clause.stems) >= _ENOUGH * min(len(said_stems), len(clause.stems))
