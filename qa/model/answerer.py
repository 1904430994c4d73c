"""The answerer that lets a language model write: it cites sentences by id, we slice them, and hold it to them.

The passages are read and ranked as for the answer in quotes alone (`qa.extract`). That answer stands in wherever the
model fails, and where it abstains, no model is asked.
"""

import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa.answer import Agreement, Answer, Hit, LeftOut, Reason, Writing, abstention
from qa.confidence import STRICTNESS
from qa.errors import EndpointError
from qa.extract import Extractive
from qa.model.compose import Claim, compose, quotes_of
from qa.model.endpoint import Endpoint
from qa.model.prompt import Message, Offer, again, messages, offer, overhead, schema
from qa.model.reply import Draft, Reply, ReplyError, Written, read_reply, read_so_far
from qa.model.screen import faults, unlocated
from qa.model.settings import ModelSettings
from qa.model.wording import spoken

_NAMES_NOTHING = "it names none of the sentences that were offered"
_CUT = "the reply ended in the midst of it"


@dataclass(slots=True)
class _Course:
    """What was asked and came back for one question so far."""

    settings: ModelSettings
    offered: Offer
    asked: list[Message]
    requests: int = 0
    read: int = 0
    written: int = 0
    unknown: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def writing(self, problem: str | None = None, *, done: bool = True) -> Writing:
        return Writing(self.settings.model, self.requests, self.read, self.written,
                       self.settings.cost(self.read, self.written), tuple(dict.fromkeys(self.unknown)),
                       tuple(self.left_out), self.offered.withheld, problem, done)


class ModelAnswerer:
    """Answers in the words of a language model, with quotes of the articles. Threads may share one.

    Without `screened` no statement is held against its quotes: for measuring what that is worth.
    """

    def __init__(self, settings: ModelSettings, extractive: Extractive | None = None, *, screened: bool = True) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)
        self._extractive = extractive or Extractive()
        self._screened = screened

    @property
    def models(self) -> Mapping[str, str]:
        """Return the name of the language model, as `model`, beside the models that find what it is shown."""
        return {**self._extractive.models, "model": self._settings.model + ("" if self._screened else ", not screened")}

    def answer(self, question: str, hits: tuple[Hit, ...], strictness: float = STRICTNESS) -> Answer:
        """Return an answer whose quotes lie in `hits`, or one that abstains; `Answer.writing` tells how it came about.

        `strictness` is as in `qa.confidence.threshold`. Raises ModelError where the extra `model` is not installed.
        """
        *_, answer = self.stream(question, hits, strictness)
        return answer

    def stream(self, question: str, hits: tuple[Hit, ...], strictness: float = STRICTNESS) -> Iterator[Answer]:
        """Yield the answer with each statement that is written and passes the screen, and last as `answer` returns it.

        What does not pass waits for the end, when it is asked for once more.
        """
        quoted = self._extractive.answer(question, hits, strictness)
        if quoted.abstained:
            yield quoted
            return
        start = time.perf_counter()
        for answer in self._write(question, quoted):
            spent = (time.perf_counter() - start) * 1000
            yield replace(answer, timings_ms={**quoted.timings_ms, "model": spent})

    def rewrite(self, question: str, earlier: Sequence[Answer]) -> tuple[str | None, Writing | None]:
        """Return a follow-up question as it stands alone, and what that took; see `qa.model.rewriting.rewrite`."""
        from qa.model.rewriting import rewrite  # late: a first question leans on nothing

        return rewrite(self._endpoint, question, earlier)

    def _write(self, question: str, quoted: Answer) -> Iterator[Answer]:
        room = self._settings.context - self._settings.reply - overhead(question)
        for tokens in (room, room // 2):
            offered = offer(quoted.passages, tokens)
            asked = messages(question, offered, _disagreements(quoted, offered), documents=self._endpoint.cites)
            course = _Course(self._settings, offered, asked)
            try:
                if not offered.sentences:
                    problem = f"a context of {self._settings.context} tokens leaves no room for articles"
                    break
                yield from self._written(quoted, course)
            except EndpointError as error:
                problem = str(error)
                if not error.too_long:
                    break
            except ReplyError as error:
                problem = f"the model at {self._settings.url}: {error}"
                break
            else:
                return
        yield replace(quoted, writing=course.writing(problem))

    def _written(self, quoted: Answer, course: _Course) -> Iterator[Answer]:
        """Yield what the model makes of the question. Raises EndpointError or ReplyError where that is nothing."""
        reply, text = yield from self._ask(quoted, course)
        claims = self._judge(reply, course)
        failed = [claim for claim in claims if claim.faults]
        if failed:
            claims = self._mended(claims, failed, text, course)
        if self._settings.unsupported == "leave_out":
            course.left_out += [LeftOut(claim.text, "; ".join(claim.faults)) for claim in claims if claim.faults]
            claims = [claim for claim in claims if not claim.faults]
        if all(claim.faults for claim in claims):
            course.left_out += [LeftOut(claim.text, "; ".join(claim.faults)) for claim in claims]
            refusal = abstention(quoted.question, Reason.NOT_SUPPORTED, quoted.confidence, quoted.passages)
            yield replace(refusal, writing=course.writing(), unlocated=_unlocated(claims))
        else:
            yield replace(compose(quoted, claims), writing=course.writing(), unlocated=_unlocated(claims))

    def _ask(self, quoted: Answer, course: _Course) -> Generator[Answer, None, tuple[Reply, str]]:
        """Return the reply as it was read and as it was written; one that cannot be read is asked for once more."""
        first = yield from self._heard(quoted, course, course.asked)
        try:
            return self._read(first, course), first.text
        except ReplyError:
            second = yield from self._heard(quoted, course, [*course.asked, *again(first.text[:2000])])
            return self._read(second, course), second.text

    def _heard(self, quoted: Answer, course: _Course, asked: Sequence[Message]) -> Generator[Answer, None, Written]:
        """Yield the answer as far as it is written, with what passes the screen, and return the reply in the end."""
        drafts: tuple[Draft, ...] = ()
        known = 0
        for written in self._request(course, asked):
            closes, known = "}" in written.text[known:], len(written.text)
            if closes and (now := read_so_far(written.text, len(course.offered.sentences))) != drafts:
                drafts = now
                claims = [claim for draft in drafts if (claim := self._claim(draft, course.offered))]
                if sound := [claim for claim in claims if not claim.faults]:
                    whole = compose(replace(quoted, agreement=Agreement()), sound)
                    yield replace(whole, writing=course.writing(done=False))
        return written

    def _request(self, course: _Course, asked: Sequence[Message]) -> Iterator[Written]:
        """Yield the reply as it grows; once it is whole, its tokens are counted."""
        course.requests += 1
        for written in self._endpoint.write(asked, schema(course.offered)):
            yield written
        course.read += written.read
        course.written += written.written

    def _read(self, written: Written, course: _Course) -> Reply:
        reply = read_reply(written.text, len(course.offered.sentences), ended=written.ended)
        course.left_out += [LeftOut(spoken(text), _CUT) for text in reply.cut]
        course.unknown += [name for draft in reply.drafts for name in draft.unknown]
        return reply

    def _judge(self, reply: Reply, course: _Course) -> list[Claim]:
        """Return the statements of a reply with their faults; those that name no sentence are left out."""
        claims = []
        for draft in reply.drafts:
            if claim := self._claim(draft, course.offered):
                claims.append(claim)
            else:
                course.left_out.append(LeftOut(spoken(draft.text), _NAMES_NOTHING))
        return list({claim.text: claim for claim in claims}.values())

    def _claim(self, draft: Draft, offered: Offer) -> Claim | None:
        """Return a statement with its faults, None where it has no words or names no sentence."""
        text, quotes = spoken(draft.text), quotes_of(draft.cited, offered)
        if not text or not quotes:
            return None
        return Claim(text, quotes, faults(text, quotes) if self._screened else ())

    def _mended(self, claims: list[Claim], failed: list[Claim], text: str, course: _Course) -> list[Claim]:
        """Return the statements, those that failed as the model writes them once more, where that is better."""
        listed = [(claim.text, claim.faults) for claim in failed]
        try:
            follow = again(text[:4000], listed, documents=self._endpoint.cites)
            written = deque(self._request(course, [*course.asked, *follow]), maxlen=1).pop()
            reply = self._read(written, course)
        except (EndpointError, ReplyError) as error:
            course.left_out.append(LeftOut("", f"statements that failed could not be asked for again: {error}"))
            return claims
        passed = {claim.text for claim in claims if not claim.faults}
        better = [claim for claim in self._judge(reply, course) if not claim.faults and claim.text not in passed]
        if not better:
            return claims
        course.left_out += [LeftOut(claim.text, f"written anew, because {'; '.join(claim.faults)}") for claim in failed]
        return [claim for claim in claims if not claim.faults] + better


def _disagreements(quoted: Answer, offered: Offer) -> list[list[str]]:
    """Return what the quoted answer found to contradict each other, by the ids of the sentences that are offered."""
    quotes = {citation.number: citation.quote for citation in quoted.citations}
    groups = [[" ".join(offered.within(quotes[number])) for number in group] for group in quoted.agreement.conflicts]
    return [group for group in groups if all(group)]


def _unlocated(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(words for claim in claims for words in unlocated(claim.text, claim.quotes))
