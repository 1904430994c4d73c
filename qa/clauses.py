"""The clauses of an English text that tell who speaks: "said Ana Reyes, the mayor", "according to the board"."""

import re
from collections.abc import Iterator, Sequence

from qa.names import CAPITALS, NAME, names

_VERB = re.compile(
    r"\b(?:said|says?|told|tells?|asked|asks|add(?:s|ed)|call(?:s|ed)|den(?:y|ies|ied)|warn(?:s|ed)|alleg(?:es|ed)|"
    r"argu(?:es?|ed)|believ(?:es?|ed)|estimat(?:es?|ed)|expect(?:s|ed)?|hop(?:es|ed)|want(?:s|ed)|promis(?:es|ed)|"
    r"confirm(?:s|ed)?|insist(?:s|ed)?|recall(?:s|ed)|repl(?:ies|ied)|wr(?:ites?|ote)|announc(?:es|ed)|declin(?:es|ed)|"
    r"refus(?:es|ed)|admit(?:s|ted)|acknowledg(?:es|ed)|accus(?:es|ed)|blam(?:es|ed)|claim(?:s|ed)|complain(?:s|ed)|"
    r"conclud(?:es|ed)|criticis(?:es|ed)|demand(?:s|ed)|describ(?:es|ed)|disput(?:es?|ed)|explain(?:s|ed)|apologised|"
    r"jok(?:es|ed)|maintain(?:s|ed)|not(?:es|ed)|object(?:s|ed)|point(?:s|ed) out|pledg(?:es|ed)|prais(?:es|ed)|"
    r"predict(?:s|ed)|propos(?:es|ed)|recommend(?:s|ed)|reject(?:s|ed)|remark(?:s|ed)|repeat(?:s|ed)|report(?:s|ed)|"
    r"rul(?:es|ed) out|shout(?:s|ed)|stat(?:es|ed)|stress(?:es|ed)|suggest(?:s|ed)|testif(?:ies|ied)|th(?:inks?|ought)|"
    r"urg(?:es|ed)|vow(?:s|ed)|welcom(?:es|ed)|whisper(?:s|ed)|accept(?:s|ed)|contend(?:s|ed)|comment(?:ed)?)\b")
_NOUN = re.compile(r"(?:reports|calls|claims|estimates?|hopes|answers|notes|states|demands|asks)"
                   r"(?:\s(?:of|for|in|from|by|about|on|to|at|and|against|with|were|are|have|had)\b|[.,;:])")
_SOURCE = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the (?:words|view|opinion) of)\s+")
_VIEW = re.compile(rf"\b[IiBb][ny]\s+({NAME})['’]s?\s+(?:view|words|opinion|estimate|account|reckoning)\b")
_AUXILIARY = re.compile(r"(?:\s+(?:has|have|had|would|will|could|can|did|does|do|may|might|not|never|also|later|then|"
                        r"now|only|again|already|since|both|\w+ly|(?:did|does|would|could|ha[sd])n[’']t))+$")
_NO_SUBJECT = re.compile(r"(?:^|\s)(?:is|are|was|were|be|been|being|to|or|of|the|an?|this|these|those|no|such|by|so|"
                         r"most|than|as|for|with|in|at|on|any|some|its|their|his|her)$", re.IGNORECASE)
PRONOUN = re.compile(r"(?:^|\s)(he|she|they|it|we|I)$", re.IGNORECASE)
_DETERMINER = re.compile(r"(?<![\w’'])(?:the|an?|its|their|his|her|one|two|three|another|several|some|[\w-]+[’']s?)\s+"
                         r"(?=[\w’'-])", re.IGNORECASE)
_LINK = re.compile(r"\b(?:of|for|at|from|to|with|in|near|on|by|against)\s+$")
SPEAKS_FOR = re.compile(rf"(?<![\w’'])(?:[\w’'-]+\s+){{0,3}}(?:(?![{CAPITALS}])[\w’'-]+|^[\w-]+)\s+"
                         rf"(?:for|of|at|from)\s+(?:the\s+)?{NAME}$")
_ENDS_IN_NAME = re.compile(rf"(?:^|\s)({NAME})$")
_OF_BODY = re.compile(rf"{NAME}\s+(?:of|from|for|at)\s+(?:the\s+)?[\w’'-]+(?:\s[\w’'-]+)?$")
_CLAUSE = re.compile(r"[;:\x00\x01–—]|[.?!]\s|\b(?:but|while|although|because|whereas|that|when|after|if)\s|"
                     r"\band\s(?=[^,]*$)", re.IGNORECASE)


def mask(text: str, quoted: Sequence[tuple[int, int]]) -> str:
    """Return a text with its quotations filled up, so that no rule looks into them; offsets stay."""
    for start, end in quoted:
        text = text[:start] + "\x00" + "\x02" * (end - start - 2) + "\x01" + text[end:]
    return text


def tellings(masked: str) -> list[tuple[int, int, str]]:
    """Return (start, end, subject) of each clause that says who speaks, in order; its subject may be a pronoun."""
    return sorted(_tellings(masked))


def _tellings(masked: str) -> Iterator[tuple[int, int, str]]:
    for source in _SOURCE.finditer(masked):
        yield source.start(), source.end(), _after(masked[source.end() :])
    for view in _VIEW.finditer(masked):
        yield view.start(), view.end(), view[1]
    for verb in _VERB.finditer(masked):
        if _NOUN.match(masked, verb.start()):
            continue
        boundary = max((match.end() for match in _CLAUSE.finditer(masked, 0, verb.start())), default=0)
        left = masked[boundary : verb.start()]
        if subject := _before(left):
            yield max(boundary, masked.rfind(subject, 0, verb.start())), verb.end(), subject
            continue
        before, after = masked[: verb.start()], masked[verb.end() :]
        if not left.strip(" ,"):
            subject = _after(after.lstrip()) if before.rstrip(" ,").endswith("\x01") else _elided(before)
        elif left.rstrip().endswith(","):
            subject = _inverted(after)
        if subject:
            yield verb.start(), verb.end(), subject


def _elided(before: str) -> str:
    """Return the subject at the beginning of a sentence that goes on with "and said"; empty where it has none there."""
    if not re.search(r"\sand\s+$", before):
        return ""
    sentence = re.split(r"[.?!]\x01?\s+|^\W+", before)[-1]
    pronoun = re.match(r"(?:He|She|They|It|I)\b", sentence)
    return pronoun.group() if pronoun else max((one.text for one in names(sentence)), key=lambda name: " " in name,
                                               default="")


def _inverted(right: str) -> str:
    """Return the subject after a verb, as in "the plan, says its author Ana Reyes, is sound"; empty where none is."""
    named = re.match(rf"\s+(?:[\w’'-]+\s+){{0,4}}?({NAME})(?=[,.])", right)
    return named.group().strip() if named else ""


def _before(left: str) -> str:
    """Return the subject at the end of the words before a verb, with what stands in apposition; empty for none."""
    if re.search(r"\b(?:would|could|might|should) (?:not )?have(?: \w+)?\s*$", left):
        return ""  # nobody did
    left = _AUXILIARY.sub("", left.rstrip()).rstrip()
    left = re.sub(r",?\s+who$", "", left)
    if not left.endswith(","):
        if _NO_SUBJECT.search(left):
            return ""
        return _tail(left)
    pieces = left[:-1].split(", ")
    for place in range(len(pieces) - 1, -1, -1):
        if _ENDS_IN_NAME.search(pieces[place]) and len(pieces[place].split()) <= 6 and not re.match(
                r"(?:who|which|a|an|the former|president|head|leader)\s", pieces[place]):
            return ", ".join(pieces[max(0, place - 1) :]) if place + 1 < len(pieces) or place else ""
    return _tail(pieces[-2]) if len(pieces) > 1 else ""


def _tail(words: str) -> str:
    """Return the noun phrase, name or pronoun at the end of words, with an apposition before it."""
    if pronoun := PRONOUN.search(words):
        return pronoun[1]
    if body := _OF_BODY.search(words):
        return body.group()
    if office := SPEAKS_FOR.search(words):
        return office.group()
    named = _ENDS_IN_NAME.search(words)
    phrase = _phrase(words)
    if named:
        role = re.search(r"(?:[\w’'-]+\s){0,4}(?:[\w’'-]+,\s)?$", words[: named.start(1)])
        return phrase or ((role.group() if role else "") + named[1]).strip()
    if phrase:
        return phrase
    last = re.search(r"([^\W\d_][\w’'-]+)$", words)
    return last[1] if last else ""


def _phrase(words: str) -> str:
    """Return the noun phrase at the end of words, from its determiner on; empty where none begins it."""
    words = words.rsplit(", ", 1)[-1] if not re.search(rf", {NAME}$", words) else words
    starts = [match.start() for match in _DETERMINER.finditer(words)]
    for place, start in reversed(list(enumerate(starts))):
        if place and re.fullmatch(r"(?:[\w-]+\s+){1,4}", words[starts[place - 1] : start]) and re.match(
                r"[\w-]+[’']s?\s", words[start:]):
            continue  # "the prime minister's office"
        if not _LINK.search(words[:start]) and len(words[start:].split()) <= 9:
            return words[start:].strip()
    return " ".join(words.split()[-6:]) if starts else ""


def _after(right: str) -> str:
    """Return the subject at the beginning of the words after a verb, with what stands in apposition."""
    clause = re.split(r"[.;:\x00\x01?!]|\s(?:that|in|on|at the|after|when|by|as|told|said)\s", right, maxsplit=1)[0]
    pieces = clause.split(", ")
    return ", ".join(pieces[:2]).strip(" ,")
