"""What the page does when a question is put, stopped, opened again or exported; all of it is passed on to `ui.visit`.

A question is taken down at once, and answered when it is its turn. What is returned are the values of the box, the
turns, the chat and the desk, or changes to them, as gradio takes them.
"""

import logging
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from qa.assistant import Assistant
from qa.errors import PullquoteError
from qa.model.writers import Writers
from ui import frontpage, keeping, visit
from ui.limits import Limits
from ui.reply import is_written, pending_html, reply_html
from ui.shelf import EVERY
from ui.suggestions import Suggestions

log = logging.getLogger(__name__)

Change = dict[str, Any]
SKIP: Change = {"__type__": "update"}
READY: Change = {**SKIP, "submit_btn": "Ask", "stop_btn": False}  # the box as it is when a question can be asked


class Asking:
    """What gradio calls for the chat; `shown` makes HTML into what a chat message can hold."""

    def __init__(self, assistant: Assistant, shown: Callable[[str], object]) -> None:
        self._assistant = assistant
        self._shown = shown
        self._suggestions = Suggestions(assistant)

    def arrive(self) -> tuple[str, str, str]:
        """Return the masthead, the greeting and the desk."""
        masthead, desk = visit.arrive(self._assistant)
        return masthead, frontpage.greeting_html(self._suggestions.known()), desk

    def begin(self, question: str, turns: visit.Turns) -> tuple[Any, ...]:
        """Take a question down: box, turns, chat. Nothing is changed while another one is still to be answered."""
        try:
            held = visit.begin(turns, question.strip())
        except PullquoteError:
            return SKIP, SKIP, SKIP
        stage = visit.stage(self._assistant)
        return {**SKIP, "value": "", "submit_btn": False, "stop_btn": "Stop"}, held, self._messages(held, stage)

    def ask(self, turns: visit.Turns, *given: Any) -> Iterator[tuple[Any, ...]]:
        """Answer the question that was taken down: box, turns, chat, desk; and what shows the place in the queue."""
        if not visit.is_waiting(turns):
            yield SKIP, SKIP, SKIP, SKIP, SKIP
            return
        turns = visit.take(turns)
        yield SKIP, turns, SKIP, SKIP, SKIP
        try:
            for now in visit.follow(self._assistant, turns, Limits(*given)):
                if is_written(now[-1]):
                    yield SKIP, SKIP, self._messages(now), SKIP, SKIP
            turns = now
            desk: Any = visit.show(self._assistant, turns)
        except Exception:  # here, since gradio's own event of a failure also comes late for what was stopped
            log.exception("a question could not be answered")
            turns, desk = visit.settle(turns), SKIP
        yield READY, turns, self._messages(turns), desk, SKIP

    def stop(self, turns: visit.Turns) -> tuple[Any, ...]:
        """Give up the question that is to be answered: box, turns, chat."""
        turns = visit.settle(turns, visit.STOPPED)
        return READY, turns, self._messages(turns)

    def forget(self) -> tuple[Any, ...]:
        """Begin a new conversation: box, turns, chat, desk."""
        return READY, (), [], visit.show(self._assistant, ())

    def outlets(self) -> Change:
        """Return the outlets that can be chosen."""
        return {**SKIP, "choices": [(one, one) for one in keeping.outlets(self._assistant) if one != EVERY]}

    @property
    def writer(self) -> str | None:
        """Return who answers where nobody is chosen, None where nobody can be."""
        answerer = self._assistant.answerer
        return answerer.usual if isinstance(answerer, Writers) else None

    def writers(self) -> Change:
        """Return who can be chosen to answer."""
        answerer = self._assistant.answerer
        names = answerer.names() if isinstance(answerer, Writers) else ()
        return {**SKIP, "choices": [(one, one) for one in names]}

    def limit(self, *given: Any) -> Change:
        """Return the options under their label, which says what is limited."""
        said = Limits(*given).in_words
        return {**SKIP, "label": f"Options: {said}" if said else "Options"}

    def open(self, turns: visit.Turns, choice: visit.Choice) -> str:
        """Return the desk with what the reader chose."""
        return visit.open_choice(self._assistant, turns, choice)

    def _messages(self, turns: visit.Turns, stage: str = "") -> list[dict[str, Any]]:
        """Return the turns as chat messages, which read HTML but no Markdown; the last is at a stage, if at any."""
        found: list[dict[str, Any]] = []
        for number, turn in enumerate(turns):
            waiting = stage and number == len(turns) - 1
            reply = pending_html(stage) if waiting else reply_html(turn, number)
            found += [{"role": "user", "content": escape(turn.question)},
                      {"role": "assistant", "content": self._shown(reply)}]
        return found
