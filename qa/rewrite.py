"""A question that leans on the one before it to a question that stands alone, without a language model. English only.

"How long will it be?" after "How much will the Port Adler harbour wall cost?" becomes "Port Adler harbour wall: how
long will it be?". What a question leans on is told by its pronouns, by "and …", and by words that only the article
cited before explains. A question that stands alone comes back as it is.
"""

import re
from collections.abc import Iterator, Sequence

from qa.answer import Answer
from qa.article import Article
from qa.names import names
from qa.question import content_words
from qa.speech import speakers
from qa.task import Task, asked_task
from qa.words import analyze

_OPENING = re.compile(r"^(?:and|but|so|then|or|also|(?:and )?(?:what|how) about)\b[\s,]*", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(?:this|that|these|those)(?=\?|$|\s(?:[a-z]+)\?|,|\s(?:was|is|are|were|do|does|did|has|have|had|can|will)\b)|"
    r"\b(?:there|then|meanwhile|afterwards)\b(?=\W*$)|"
    r"\bthe (?:other|next|same|latter|former) (?:one|ones)\b|\b(?:another|the other) one\b", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit (?:\w+ )?(?:true|established|certain|clear|known|possible|likely|necessary|cost|take|takes)\b[^?]*\b"
    r"(?:to|that|whether)\b|\b(?:is|was|be) it (?:\w+ )?\w+ (?:to|that|for)\b", re.IGNORECASE)
_BREAK = re.compile(r"[,;]|\b(?:and|but|when|if|because|before|after|while|who|which|that|than|until|to)\b",
                    re.IGNORECASE)
_OWNS = r"her\s(?!(?:a|an|the|to|in|at|on|for|by|off|out|up|down|from|with|about|when|if)\b)\w"
_QUESTION_WORD = re.compile(r"\b(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|has|have|"
                            r"had|can|could|will|would|should|may|might|must)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b[12]\d{3}\b")
_TOPIC = re.compile(r"([^:?]{3,60}):\s")
SHARED = 0.5   # of the words of a question without a name that the article cited before must have, or it stands alone
NEAREST = 3    # passages whose titles tell what an earlier question was about
LONGEST = 60  # characters of what is put before a question: `qa.question` takes no more for a topic


def rewritten(question: str, earlier: Sequence[Answer]) -> str:
    """Return the question as it stands alone, given the answers so far, oldest first; itself where it leans on none."""
    if not earlier:
        return question
    last = earlier[-1]
    if task := asked_task(question):
        return _of_articles(question, task, last)
    before = last.rewritten or last.question
    bare = _OPENING.sub("", question).strip()
    if bare != question and not _QUESTION_WORD.search(bare):
        return _substituted(bare, before, topic(earlier))
    if not leans(question, _article(last)):
        return question
    bare = _with_person(bare, last, before)
    about = topic(earlier)
    return f"{about}: {bare}" if about else bare


def _of_articles(question: str, task: Task, last: Answer) -> str:
    """Return a task with the titles of the articles cited last, where it names none: "summarise it"."""
    titles = list(dict.fromkeys(citation.quote.article.title for citation in last.citations))
    if task.articles or len(titles) < 1 + task.compared:
        return question
    about = f" on {task.subject}" if task.subject else ""
    return f"Compare “{titles[0]}” and “{titles[1]}”{about}" if task.compared else f"Summarise “{titles[0]}”"


def leans(question: str, article: Article | None) -> bool:
    """Return whether a question cannot be understood alone; `article` is the one cited before it, where one was."""
    if _OPENING.match(question) or _open_pronoun(question, _POINTER) or _open_pronoun(question, _PERSON):
        return True
    if not _EMPTY_IT.search(question) and _open_pronoun(question, _THING):
        return True
    words = set(analyze(" ".join(content_words(question))))
    named = any(one.start or len(one.words) > 1 for one in names(question))
    if article is None or named or not words:
        return False
    return len(words & set(analyze(article.text))) >= SHARED * len(words)


def _open_pronoun(question: str, pronouns: re.Pattern[str]) -> re.Match[str] | None:
    """Return the first pronoun for which nothing earlier in the question can stand, None where there is none."""
    for match in pronouns.finditer(question):
        before = question[: match.start()]
        owns = re.match(rf"(?:his|its|their)\b|{_OWNS}", question[match.start() :], re.I)
        heads = [before] if owns else [before[: one.start()] for one in _BREAK.finditer(before)]
        if not any(content_words(head) for head in heads):
            return match
    return None


def topic(earlier: Sequence[Answer]) -> str:
    """Return what the earlier questions were about, in a few of their own words; empty where nobody can tell.

    These are names, and words that the titles of the nearest articles have too, of the last question that has a name.
    """
    told, words = "", list[str]()
    for turn in reversed(earlier):
        before = turn.rewritten or turn.question
        known = _TOPIC.match(before)
        told, rest = (known[1], before[known.end() :]) if known else ("", before)
        found = [piece for piece in _pieces(rest, _near(turn)) if not re.fullmatch(r"[a-z]+(?:ed|ing)", piece)]
        words = [*found, *words]
        if told or any(piece[0].isupper() for piece in found):
            break
    kept: list[str] = told.split(", ") if told else []
    held = set(analyze(told))
    for piece in words:
        stems = set(analyze(piece))
        if not stems <= held and len(", ".join([*kept, piece])) <= LONGEST:
            kept.append(piece)
            held |= stems
    return ", ".join(kept)


def _pieces(question: str, articles: Sequence[Article]) -> list[str]:
    """Return the names of a question and its words that the titles of the articles have, neighbours as one piece."""
    titles = {stem for article in articles for stem in analyze(article.title)}
    spans = [(one.start, one.end) for one in names(question)
             if one.start or len(one.words) > 1 or any(one.text in article.text for article in articles)]
    spans += [match.span() for match in re.finditer(r"[\w’'-]+", question)
              if content_words(match.group()) and titles.issuperset(analyze(match.group()))]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        first, last = merged.pop() if merged and not question[merged[-1][1] : start].strip() else (start, end)
        merged.append((first, max(last, end)))
    return [re.sub(r"[’']s?$", "", question[start:end]) for start, end in merged]


def _with_person(bare: str, last: Answer, before: str) -> str:
    """Return the question with a name in place of "he" or "she", where the earlier turn names somebody."""
    match = _open_pronoun(bare, _PERSON)
    person = next(_people(last, before), None) if match else None
    if match is None or person is None:
        return bare
    owns = match.group().lower() in {"his", "hers"} or (
        re.match(_OWNS, bare[match.start() :], re.IGNORECASE))
    return f"{bare[: match.start()]}{person}{'’s' if owns else ''}{bare[match.end() :]}"


def _people(last: Answer, before: str) -> Iterator[str]:
    """Yield the people whom the earlier turn names, likeliest first."""
    if last.short_answer and _is_person(last.short_answer):
        yield last.short_answer
    yield from (one.text for one in reversed(list(names(before))) if _is_person(one.text)
                and not re.search(r"\b(?:in|at|near|from)\s$", before[: one.start]))
    for citation in last.citations[:1]:
        quote = citation.quote
        for speaker in speakers(quote.article.text, quote.start, quote.end):
            if speaker and _is_person(speaker.name):
                yield speaker.name
        yield from (one.text for one in names(quote.text) if _is_person(one.text))


def _is_person(text: str) -> bool:
    found = list(names(f"- {text}"))
    return len(found) == 1 and found[0].text == text and len(found[0].words) > 1 and not found[0].is_thing


def _substituted(fragment: str, before: str, topic: str) -> str:
    """Return the earlier question asked of something else: "and in 2019?", "what about Merrow?"."""
    year = _YEAR.search(fragment)
    if year and _YEAR.search(before):
        return re.sub(rf"(?:\b[A-Z]\w+ )?{_YEAR.pattern}", year.group(), before, count=1)
    if re.match(r"(?:the|its|his|her|their|how|who)\b", fragment, re.IGNORECASE) or fragment[:1].islower():
        return f"{topic}: {fragment}"
    return f"{before.rstrip(' ?')}, and {fragment}"


def _article(last: Answer) -> Article | None:
    return last.citations[0].quote.article if last.citations else None


def _near(turn: Answer) -> list[Article]:
    """Return the articles that a turn cites, and those of its nearest passages."""
    return [*(citation.quote.article for citation in turn.citations),
            *(hit.passage.article for hit in turn.passages[:NEAREST])]
