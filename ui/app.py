"""The browser's way to `qa`: a chat, the quotes behind each answer, and the article they stand in.

The only module that imports gradio; it wires events and decides nothing. What is known of a reader lives in that
reader's session (`gr.State`) and nowhere else.
"""

import logging
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from qa.assistant import Assistant
from qa.errors import PullquoteError
from qa.library import Library
from qa.review import Review
from ui import checking, frontpage, keeping, shelf, visit
from ui.assets import PLAIN, QUIET, asset
from ui.reply import pending_html, reply_html
from ui.shelf import EVERY, ORDERS, View
from ui.suggestions import Suggestions

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
import gradio as gr

from ui.evaluating import evaluate_view

log = logging.getLogger(__name__)

FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Roboto", "Liberation Sans", "Arial", "sans-serif")
PAPER = {"body_background_fill": "#fbfaf6", "body_background_fill_dark": "#171614",
         "body_text_color": "#1f1c18", "body_text_color_dark": "#e8e3d9"}
MOUNTED = {"ssr_mode": False, "pwa": False, "mcp_server": False, "run_history": False, "enable_monitoring": False,
           "footer_links": [], "max_file_size": "200mb"}


def mount(site: Any, assistant: Assistant, uploads: Path | None = None) -> None:
    """Serve the app over an assistant at the root of an ASGI site, behind the routes that it has.

    Files that readers upload are kept in the folder `uploads`; without one, none can be uploaded.
    """
    app = build_app(assistant, uploads).queue(max_size=64, api_open=False)
    gr.mount_gradio_app(site, app, path="/", theme=gr.themes.Base(font=FONTS).set(**PAPER), css=asset("app.css"),
                        head=asset("head.html"), **MOUNTED)


def build_app(assistant: Assistant, uploads: Path | None = None) -> gr.Blocks:
    """Return the app over an assistant, ready to be mounted."""
    with gr.Blocks(title="pullquote", fill_width=True, analytics_enabled=False) as app:
        masthead = gr.HTML(elem_id="pq-top", **PLAIN)
        outbox = gr.HTML(elem_id="pq-outbox", html_template="", js_on_load=asset("outbox.js"), **PLAIN)
        with gr.Tabs(elem_id="pq-tabs"):
            with gr.Tab("Ask", id="ask", elem_id="pq-view-ask"):
                arrived = _ask_view(assistant, outbox)
            with gr.Tab("Check quotes", id="check", elem_id="pq-view-check"):
                _check_view(assistant)
            with gr.Tab("Library", id="library", elem_id="pq-view-library") as tab:
                _library_view(tab, assistant, uploads)
            if isinstance(assistant.store, Library):  # only that has a folder
                with gr.Tab("Evaluate", id="evaluate", elem_id="pq-view-evaluate") as tab:
                    evaluate_view(tab, assistant, assistant.store.folder / "evaluation", outbox)
        app.load(_Asking(assistant).arrive, outputs=[masthead, *arrived], **QUIET)
    return app


def _ask_view(assistant: Assistant, outbox: gr.HTML) -> list[Any]:
    """Lay out the chat beside the desk, and return what is filled when a reader arrives."""
    events, turns = _Asking(assistant), gr.State(())
    with gr.Row(elem_id="pq-page", elem_classes="pq-page"):
        with gr.Column(elem_id="pq-talk", elem_classes="pq-column"):
            greeting = gr.HTML(elem_id="pq-hello", **PLAIN)
            chat = gr.Chatbot(elem_id="pq-chat", label="Conversation", show_label=False, container=False, height=None,
                              buttons=[], layout="panel", render_markdown=False, latex_delimiters=[], allow_tags=False,
                              feedback_options=None)
            box = gr.Textbox(elem_id="pq-ask", label="Your question", placeholder="Who, when, how much, why…",
                             container=False, lines=1, max_lines=5, submit_btn="Ask")
            with gr.Row(elem_id="pq-below"):
                again = gr.Button("New conversation", elem_id="pq-again", size="sm", variant="secondary")
                gr.HTML(frontpage.export_all_html(), elem_id="pq-export", **PLAIN)
        desk = gr.HTML(elem_id="pq-desk", elem_classes="pq-desk", js_on_load=asset("app.js"), **PLAIN)
    asked = box.submit(events.ask, [box, turns], [box, turns, chat, desk], concurrency_limit=2,
                       trigger_mode="multiple", **QUIET)  # "once" would take no question after one that was stopped
    box.stop(events.stop, turns, [box, turns, chat], cancels=[asked], **QUIET)
    desk.select(events.open, turns, desk, concurrency_limit=8, **QUIET)
    desk.export(events.export, turns, outbox, **QUIET)
    again.click(events.forget, outputs=[box, turns, chat, desk], cancels=[asked], **QUIET)
    return [greeting, desk]


def _check_view(assistant: Assistant) -> None:
    """Lay out the box for a draft beside the verdicts."""
    events, review = _Checking(assistant), gr.State(Review("", ()))
    with gr.Row(elem_classes="pq-page"):
        with gr.Column(elem_classes="pq-column pq-form"):
            gr.HTML("<h2>Check quotes</h2>", elem_classes="pq-heading", **PLAIN)
            draft = gr.Textbox(elem_id="pq-draft", label="Quotation or draft", lines=12, max_lines=24,
                               placeholder="Paste a quotation, or a draft with “quotation marks” in it…")
            button = gr.Button("Check", elem_id="pq-check", elem_classes="pq-primary", variant="primary")
        desk = gr.HTML(checking.review_html(Review("", ())), elem_id="pq-verdicts", elem_classes="pq-desk",
                       js_on_load=asset("app.js"), **PLAIN)
    button.click(events.check, draft, [review, desk], concurrency_limit=2, **QUIET)
    desk.select(events.open, review, desk, concurrency_limit=8, **QUIET)


def _library_view(tab: gr.Tab, assistant: Assistant, uploads: Path | None) -> None:
    """Lay out what adds and finds articles beside their list."""
    events, view = _Keeping(assistant, uploads), gr.State(View())
    with gr.Row(elem_classes="pq-page"):
        with gr.Column(elem_classes="pq-column pq-form"):
            gr.HTML("<h2>Library</h2>", elem_classes="pq-heading", **PLAIN)
            words = gr.Textbox(elem_id="pq-find", label="Find by title, outlet, author or file")
            order = gr.Radio(list(ORDERS), value="Newest first", label="Order", elem_id="pq-order")
            outlet = gr.Dropdown([EVERY], value=EVERY, label="Outlet", elem_id="pq-outlet", filterable=False)
            gr.HTML("<h2>Add</h2>", elem_classes="pq-heading pq-second", **PLAIN)
            files = gr.File(elem_id="pq-files", label="Files", file_count="multiple", height=120,
                            visible=uploads is not None)
            address = gr.Textbox(elem_id="pq-address", label="Address of a page, feed or sitemap",
                                 placeholder="https://", submit_btn="Add")
            status = gr.HTML(elem_id="pq-status", **PLAIN)
        desk = gr.HTML(elem_id="pq-shelf", elem_classes="pq-desk", js_on_load=asset("app.js"), **PLAIN)
    found, listing = [words, order, outlet, view], [view, desk]
    tab.select(events.look, found, [*listing, outlet], **QUIET)
    for choosing in (words.change, order.input, outlet.input):  # a paste is no input to gradio
        choosing(events.find, found, listing, trigger_mode="always_last", **QUIET)
    desk.select(events.open, view, desk, concurrency_limit=8, **QUIET)
    desk.act(events.act, view, [*listing, status], **QUIET)
    adding = files.upload(events.upload, files, [files, status], concurrency_limit=1, **QUIET)
    adding.then(events.look, found, [*listing, outlet], **QUIET)
    added = address.submit(events.fetch, address, [address, status], concurrency_limit=1, **QUIET)
    added.then(events.look, found, [*listing, outlet], **QUIET)


class _Asking:
    """What gradio calls for the chat; all of it is passed on to `ui.visit`."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._suggestions = Suggestions(assistant)

    def arrive(self) -> tuple[str, str, str]:
        masthead, desk = visit.arrive(self._assistant)
        return masthead, frontpage.greeting_html(self._suggestions.known()), desk

    def ask(self, question: str, turns: visit.Turns) -> Iterator[tuple[Any, ...]]:
        try:
            held = visit.begin(turns, question := question.strip())
        except PullquoteError:
            question = ""
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        try:
            for found in visit.ask(self._assistant, question, turns):
                if isinstance(found, str):
                    pending = [*_messages(turns), *_exchange(question, pending_html(found))]
                    yield gr.Textbox(value="", submit_btn=False, stop_btn="Stop"), held, pending, gr.skip()
                else:
                    turns = (*turns, found)
                    yield _ready(), turns, _messages(turns), visit.show(self._assistant, turns)
        except Exception:  # here, since gradio's own event of a failure also comes late for what was stopped
            log.exception("a question could not be answered")
            turns = visit.settle(held)
            yield _ready(), turns, _messages(turns), gr.skip()

    def stop(self, turns: visit.Turns) -> tuple[gr.Textbox, visit.Turns, list[Any]]:
        turns = visit.settle(turns, visit.STOPPED)
        return _ready(), turns, _messages(turns)

    def open(self, turns: visit.Turns, event: gr.EventData) -> str:
        return visit.open_choice(self._assistant, turns, visit.Choice(event.turn, event.place, event.article))

    def export(self, turns: visit.Turns, event: gr.EventData) -> dict[str, str]:
        return visit.file_of(turns, event.format, event.of)

    def forget(self) -> tuple[gr.Textbox, visit.Turns, list[Any], str]:
        return _ready(), (), [], visit.show(self._assistant, ())


class _Checking:
    """What gradio calls for drafts."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def check(self, text: str) -> tuple[Review, str]:
        return visit.check(self._assistant, text)

    def open(self, review: Review, event: gr.EventData) -> str:
        return visit.open_checked(review, event.place)


class _Keeping:
    """What gradio calls for the library; all of it is passed on to `ui.keeping`."""

    def __init__(self, assistant: Assistant, uploads: Path | None) -> None:
        self._assistant = assistant
        self._uploads = uploads

    def look(self, words: str, order: str, outlet: str, view: View) -> tuple[View, str, gr.Dropdown]:
        choices = keeping.outlets(self._assistant)
        outlet = outlet if outlet in choices else EVERY
        return *self.find(words, order, outlet, view), gr.Dropdown(choices=choices, value=outlet)

    def find(self, words: str, order: str, outlet: str, view: View) -> tuple[View, str]:
        view = View(words, order, outlet, removed=view.removed)
        return view, keeping.look(self._assistant, view)

    def open(self, view: View, event: gr.EventData) -> str:
        return keeping.look(self._assistant, view, event.article)

    def act(self, view: View, event: gr.EventData) -> tuple[View, str, str]:
        problem = ""
        try:
            view = keeping.act(self._assistant, view, event.act, event.id)
        except PullquoteError as error:
            problem = shelf.problem_html(str(error))
        return view, keeping.look(self._assistant, view), problem

    def upload(self, files: list[str] | None) -> Iterator[tuple[Any, str]]:
        if self._uploads is not None and files:
            for said in keeping.add_files(self._assistant, files, self._uploads):
                yield gr.skip(), said
            yield None, gr.skip()

    def fetch(self, address: str) -> Iterator[tuple[str, str]]:
        for said in keeping.add_address(self._assistant, address):
            yield address, said


def _ready() -> gr.Textbox:
    """Return the box as it is when a question can be asked."""
    return gr.Textbox(submit_btn="Ask", stop_btn=False)


def _messages(turns: visit.Turns) -> list[dict[str, Any]]:
    return [message for number, turn in enumerate(turns)
            for message in _exchange(turn.question, reply_html(turn, number))]


def _exchange(question: str, reply: str) -> list[dict[str, Any]]:
    """Return a question and the reply to it as chat messages; the chat reads HTML but no Markdown."""
    return [{"role": "user", "content": escape(question)},
            {"role": "assistant", "content": gr.HTML(reply, apply_default_css=False)}]

