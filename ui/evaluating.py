"""The Evaluate tab laid out: its fields, and what is called when they are used. It wires events and decides nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from eval.draft import Draft
from eval.notebook import Notebook
from eval.types import Unanswerable
from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui import shelf
from ui.assets import PLAIN, QUIET, asset
from ui.bench import Bench
from ui.examining import Choices, Examiner, Sitting, Step, clean
from ui.notebooks import Notebooks

ANSWERED = {"Yes, in these sentences": True, "No, they do not say": False}
NEEDED: dict[str, Any] = {"Those of one article are enough": "article", "All of them together": "all",
                          "Any one of them": "any",
                          "They contradict each other: one of each side": "sides"}
WHY = {"They are about this, but do not say it": Unanswerable.NEAR_MISS,
       "Nothing in them is about this": Unanswerable.OFF_TOPIC,
       "The question takes for granted what is not so": Unanswerable.FALSE_PREMISE,
       "It asks of a time they do not cover": Unanswerable.OUTSIDE_PERIOD,
       "The sentences that said it were taken out": Unanswerable.EVIDENCE_REMOVED}
SHOWN = 16  # fields that change when a question is opened
LEAD = ('<h2>Evaluate</h2><p>How often are the quotes right? Ask what you know the answer to, mark the sentences that '
        "give it, and let pullquote try.</p>")


def evaluate_view(tab: gr.Tab, assistant: Assistant, folder: Path, outbox: gr.HTML) -> None:
    """Lay out the list of questions, and the fields of the one that is open, beside the desk.

    The questions are kept in `folder`, those of a reader with a name in a folder of their own within it.
    """
    events, sitting, result = _Examining(assistant, folder), gr.State(Sitting()), gr.State(None)
    with gr.Row(elem_classes="pq-page"):
        with gr.Column(elem_classes="pq-column pq-form"):
            with gr.Column(elem_id="pq-exam", elem_classes="pq-part") as listing:
                gr.HTML(LEAD, elem_classes="pq-heading", **PLAIN)
                new = gr.Textbox(elem_id="pq-new", label="New question", placeholder="Who, when, how much, why…",
                                 lines=1, max_lines=5, submit_btn="Write")
                gr.HTML("<h2>Run</h2>", elem_classes="pq-heading pq-second", **PLAIN)
                with gr.Row(elem_id="pq-settings"):
                    first = gr.Textbox(f"{assistant.strictness:g}", label="Strictness", elem_id="pq-strictness",
                                       min_width=80)
                    second = gr.Textbox(label="Compare with (optional)", elem_id="pq-other", min_width=80)
                gr.HTML('<p class="pq-note">From 0 (answers always) to 1 (never); 0.5 is as fitted.</p>', **PLAIN)
                with gr.Row(elem_id="pq-runs"):
                    run = gr.Button("Ask all questions", elem_id="pq-run", elem_classes="pq-primary", variant="primary")
                    stop = gr.Button("Stop", elem_id="pq-stop", visible=False)
                progress = gr.HTML(elem_id="pq-asked-so-far", **PLAIN)
            with gr.Column(elem_id="pq-editor", elem_classes="pq-part", visible=False) as editor:
                gr.HTML('<button type="button" class="pq-link pq-all" data-act="list">← All questions</button>'
                        '<h2 tabindex="-1">Question</h2>', elem_classes="pq-heading", **PLAIN)
                key = gr.Textbox(elem_id="pq-key")  # hidden by the style sheet: gradio brings it back
                question = gr.Textbox(elem_id="pq-question", label="What is asked", lines=2, max_lines=5,
                                      interactive=True)
                answered = gr.Radio(list(ANSWERED), label="Do your articles answer it?", elem_id="pq-answered",
                                    value=next(iter(ANSWERED)))
                with gr.Column(elem_classes="pq-part") as yes:
                    answer = gr.Textbox(elem_id="pq-answer", label="Answer in a few words (optional); other wordings "
                                        "after a semicolon", placeholder="3 May; 3 May 2025", interactive=True)
                    marks = gr.HTML(elem_id="pq-marks", **PLAIN)
                    needed = gr.Radio(list(NEEDED), label="Which marked sentences does a right answer quote?",
                                      elem_id="pq-needed", value=next(iter(NEEDED)), visible=False)
                with gr.Column(elem_classes="pq-part", visible=False) as no:
                    why = gr.Radio(list(WHY), label="Why not?", elem_id="pq-why", value=next(iter(WHY)))
                kept = gr.HTML(elem_id="pq-kept", **PLAIN)
                words = gr.Textbox(elem_id="pq-look", label="Look elsewhere: words, title, outlet or author",
                                   submit_btn="Find")
        desk = gr.HTML(elem_id="pq-bench", elem_classes="pq-desk",
                       js_on_load=asset("app.js") + asset("evaluate.js"), **PLAIN)
    choices, state = [answered, needed, why], [marks, kept, yes, no, needed]
    everything = [sitting, *state, listing, editor, key, question, answered, answer, why, words, new, desk]  # SHOWN
    once = {"trigger_mode": "multiple", **QUIET}
    arriving, running = tab.select(events.arrive, sitting, [desk, progress], **QUIET), [progress, run, stop, result]
    watched = arriving.then(events.watch, outputs=running, concurrency_limit=16, **QUIET)
    new.submit(events.add, new, [*everything, progress], **QUIET)
    for choice in choices:
        choice.input(events.choose, [sitting, key, *choices], [sitting, *state, answer], **once)
    for leaving in (question.submit, question.blur):
        leaving(events.look_again, [sitting, question], [sitting, desk], **QUIET)
    words.submit(events.find, [sitting, words], [sitting, desk], **QUIET)
    desk.select(events.open, sitting, [sitting, desk], **once)
    desk.act(events.act, [sitting, *choices], [*everything, progress, outbox], **once)
    started = run.click(events.run, [first, second], running, concurrency_limit=16, **QUIET)
    for ended in (watched, started):
        ended.then(events.finish, [sitting, result], desk, **QUIET)
    stop.click(events.stop, **QUIET)


class _Examining:
    """What gradio calls; all of it is passed on to `ui.examining`."""

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        self._examiner = Examiner(assistant, Bench())
        self._notebooks = Notebooks(folder, assistant.store)

    def arrive(self, request: gr.Request, sitting: Sitting) -> tuple[Any, ...]:
        notebook = self._notebooks.of(request.headers)
        running = self._examiner.is_running(notebook)
        return self._examiner.show(notebook, sitting), gr.skip() if running else ""

    def watch(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        notebook = self._notebooks.of(request.headers)
        running = self._examiner.is_running(notebook)
        yield from _running(self._examiner.watch(notebook)) if running else [_skips(4)]

    def add(self, request: gr.Request, words: str) -> tuple[Any, ...]:
        notebook = self._notebooks.of(request.headers)
        try:
            return *self._everything(notebook, self._examiner.add(notebook, words)), ""
        except PullquoteError as error:
            return *_skips(SHOWN), shelf.problem_html(str(error))

    def choose(self, request: gr.Request, sitting: Sitting, qid: str, *chosen: str) -> tuple[Any, ...]:
        notebook = self._notebooks.of(request.headers)
        try:
            kept = self._examiner.choose(notebook, sitting, qid, _choices(*chosen))
            written = self._examiner.draft(notebook, kept).answer
            return gr.skip() if kept == sitting else kept, *self._state(notebook, kept), written
        except PullquoteError as error:
            return gr.skip(), gr.skip(), shelf.problem_html(str(error)), *_skips(4)

    def look_again(self, request: gr.Request, sitting: Sitting, words: str) -> tuple[Any, Any]:
        if sitting.qid is None or clean(words) == sitting.asked:
            return gr.skip(), gr.skip()
        sitting = replace(sitting, asked=clean(words), words="")
        return sitting, self._examiner.show(self._notebooks.of(request.headers), sitting)

    def find(self, request: gr.Request, sitting: Sitting, words: str) -> tuple[Sitting, str]:
        sitting = replace(sitting, words=clean(words), article=None)
        return sitting, self._examiner.show(self._notebooks.of(request.headers), sitting)

    def open(self, request: gr.Request, sitting: Sitting, event: gr.EventData) -> tuple[Sitting, str]:
        sitting = replace(sitting, article=str(event.article))
        return sitting, self._examiner.show(self._notebooks.of(request.headers), sitting)

    def act(self, request: gr.Request, event: gr.EventData, sitting: Sitting, *chosen: str) -> tuple[Any, ...]:
        notebook, what, name = self._notebooks.of(request.headers), event.act, event.id
        try:
            if what in {"mark", "unmark", "write"}:
                if what == "write":
                    self._examiner.write(notebook, event.of, name, event.text)
                else:
                    self._examiner.mark(notebook, event.of, name, _choices(*chosen), marked=what == "mark")
                marks, *state = self._state(notebook, sitting) if sitting.qid == event.of else _skips(5)
                marks = gr.skip() if what == "write" else marks  # one of its fields may be what is written in
                return gr.skip(), marks, *state, *_skips(SHOWN - 6 + 2)
            if what in {"report", "results"}:
                return *_skips(SHOWN + 1), self._examiner.file(notebook, what, name)
            if what == "result":
                return *self._everything(notebook, Sitting(), self._examiner.result(notebook, name)), "", gr.skip()
            return *self._everything(notebook, self._examiner.act(notebook, sitting, what, name)), "", gr.skip()
        except PullquoteError as error:
            problem = shelf.problem_html(str(error))
            shown = self._examiner.show(notebook, sitting)
            return gr.skip(), gr.skip(), problem, *_skips(SHOWN - 4), shown, problem, gr.skip()

    def run(self, request: gr.Request, first: object, second: object) -> Iterator[tuple[Any, ...]]:
        yield from _running(self._examiner.run(self._notebooks.of(request.headers), first, second))

    def finish(self, request: gr.Request, sitting: Sitting, name: str | None) -> Any:
        if name is None or sitting.qid is not None:
            return gr.skip()
        return self._examiner.result(self._notebooks.of(request.headers), name)

    def stop(self, request: gr.Request) -> None:
        self._examiner.stop(self._notebooks.of(request.headers))

    def _everything(self, notebook: Notebook, sitting: Sitting, desk: str | None = None) -> tuple[Any, ...]:
        """Return all that changes when a question is opened or left, in the order of `everything`."""
        shown = self._examiner.show(notebook, sitting) if desk is None else desk
        if sitting.qid is None:
            return (sitting, *_skips(5), gr.Column(visible=True), gr.Column(visible=False), "", "", gr.skip(), "",
                    gr.skip(), "", "", shown)
        draft = self._examiner.draft(notebook, sitting)
        several = gr.Radio(visible=_is_asked(draft), value=_label(NEEDED, draft.needed))
        return (sitting, *self._state(notebook, sitting)[:-1], several, gr.Column(visible=False),
                gr.Column(visible=True), sitting.qid, draft.question, _label(ANSWERED, draft.answered), draft.answer,
                _label(WHY, draft.why), "", "", shown)

    def _state(self, notebook: Notebook, sitting: Sitting) -> tuple[Any, ...]:
        """Return what changes with every word and mark: the marks, what is kept, and which fields show."""
        draft = self._examiner.draft(notebook, sitting)
        return (*self._examiner.marks(notebook, sitting), gr.Column(visible=draft.answered),
                gr.Column(visible=not draft.answered), gr.Radio(visible=_is_asked(draft)))


def _is_asked(draft: Draft) -> bool:
    """Return whether a reader is asked how the marked sentences answer."""
    return len(draft.gold) > 1 or draft.needed == "sides"


def _running(steps: Iterator[Step]) -> Iterator[tuple[Any, ...]]:
    """Yield how asking goes; the button that stops it is there meanwhile."""
    done = None
    for said, name in steps:
        done = name
        yield said, gr.Button(interactive=False), gr.Button(visible=True), None
    yield gr.skip(), gr.Button(interactive=True), gr.Button(visible=False), done


def _choices(answered: str, needed: str, why: str) -> Choices:
    return Choices(ANSWERED.get(answered, True), NEEDED.get(needed, "article"), WHY.get(why, Unanswerable.NEAR_MISS))


def _label(labels: dict[str, Any], value: object) -> str:
    return next(label for label, known in labels.items() if known == value)


def _skips(count: int) -> tuple[Any, ...]:
    return (gr.skip(),) * count
