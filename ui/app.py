"""The browser's way to `qa`: a chat, the quotes behind each answer, and the article they stand in.

The only module that imports gradio; it wires events and decides nothing. What is known of a reader lives in that
reader's session (`gr.State`) and nowhere else.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.assistant import Assistant
from qa.errors import PullquoteError
from qa.library import Library
from qa.review import Review
from ui import checking, frontpage, keeping, shelf, visit
from ui.asking import Asking
from ui.assets import PLAIN, QUIET, asset
from ui.leaving import AT_ONCE, leave
from ui.limits import CARE, USUAL
from ui.shelf import EVERY, ORDERS, View

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
import gradio as gr

from ui.evaluating import evaluate_view

FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Roboto", "Liberation Sans", "Arial", "sans-serif")
PAPER = {"body_background_fill": "#fbfaf6", "body_background_fill_dark": "#171614",
         "body_text_color": "#1f1c18", "body_text_color_dark": "#e8e3d9"}
MOUNTED = {"ssr_mode": False, "pwa": False, "mcp_server": False, "run_history": False, "enable_monitoring": False,
           "footer_links": [], "max_file_size": "200mb"}
COUNTED = {**QUIET, "show_progress": "minimal"}
IN_TURN = {**QUIET, "concurrency_id": "shelf", "concurrency_limit": 1}  # a list from before a removal may not come last
CHOSEN = {**QUIET, "concurrency_limit": 8, "trigger_mode": "multiple"}  # app.js chooses on before the end


def mount(site: Any, assistant: Assistant, uploads: Path | None = None) -> None:
    """Serve the app over an assistant at the root of an ASGI site, behind the routes that it has.

    Files that readers upload are kept in the folder `uploads`; without one, none can be uploaded.
    """
    app = build_app(assistant, uploads).queue(max_size=64, api_open=False, status_update_rate=1)
    app.state_session_capacity = AT_ONCE
    app.unload(_leaving(app))
    gr.mount_gradio_app(site, app, path="/", theme=gr.themes.Base(font=FONTS).set(**PAPER), css=asset("app.css"),
                        head=asset("head.html"), **MOUNTED)


def build_app(assistant: Assistant, uploads: Path | None = None) -> gr.Blocks:
    """Return the app over an assistant, ready to be mounted."""
    asking = Asking(assistant, _shown)
    with gr.Blocks(title="pullquote", fill_width=True, analytics_enabled=False) as app:
        masthead = gr.HTML(elem_id="pq-top", **PLAIN)
        outbox = gr.HTML(elem_id="pq-outbox", html_template="", js_on_load=asset("outbox.js"), **PLAIN)
        with gr.Tabs(elem_id="pq-tabs"):
            with gr.Tab("Ask", id="ask", elem_id="pq-view-ask"):
                arrived = _ask_view(asking, outbox)
            with gr.Tab("Check quotes", id="check", elem_id="pq-view-check"):
                _check_view(assistant, outbox)
            with gr.Tab("Library", id="library", elem_id="pq-view-library") as tab:
                _library_view(tab, assistant, uploads, masthead)
            if isinstance(assistant.store, Library):  # only that has a folder
                with gr.Tab("Evaluate", id="evaluate", elem_id="pq-view-evaluate") as tab:
                    evaluate_view(tab, assistant, assistant.store.folder / "evaluation", outbox)
        app.load(asking.arrive, outputs=[masthead, *arrived], **QUIET)
    return app


def _ask_view(events: Asking, outbox: gr.HTML) -> list[Any]:
    """Lay out the chat beside the desk, and return what is filled when a reader arrives."""
    turns = gr.State(())
    with gr.Row(elem_id="pq-page", elem_classes="pq-page"):
        with gr.Column(elem_id="pq-talk", elem_classes="pq-column"):
            greeting = gr.HTML(elem_id="pq-hello", **PLAIN)
            chat = gr.Chatbot(elem_id="pq-chat", label="Conversation", show_label=False, container=False, height=None,
                              buttons=[], layout="panel", render_markdown=False, latex_delimiters=[], allow_tags=False,
                              feedback_options=None)
            queue = gr.HTML(elem_id="pq-queue", js_on_load=asset("queue.js") + asset("options.js"), **PLAIN)
            box = gr.Textbox(elem_id="pq-ask", label="Your question", placeholder="Who, when, how much, why…",
                             container=False, lines=1, max_lines=5, submit_btn="Ask")
            limits = _limits_part(events)
            with gr.Row(elem_id="pq-below"):
                again = gr.Button("New conversation", elem_id="pq-again", size="sm", variant="secondary")
                gr.HTML(frontpage.export_all_html(), elem_id="pq-export", **PLAIN)
        desk = gr.HTML(elem_id="pq-desk", elem_classes="pq-desk", js_on_load=asset("app.js"), **PLAIN)
    begun = box.submit(events.begin, [box, turns], [box, turns, chat], queue=False,
                       trigger_mode="multiple", **QUIET)  # "once" would take no question after one that was stopped
    asked = begun.then(events.ask, [turns, *limits], [box, turns, chat, desk, queue], concurrency_limit=2,
                       trigger_mode="multiple", **COUNTED, show_progress_on=queue)
    box.stop(events.stop, turns, [box, turns, chat], cancels=[asked], **QUIET)
    desk.select(_choosing(events.open), turns, desk, **CHOSEN)
    desk.export(_exporting, turns, outbox, **QUIET)
    again.click(events.forget, outputs=[box, turns, chat, desk], cancels=[asked], **QUIET)
    return [greeting, desk]


def _limits_part(events: Asking) -> list[Any]:
    """Lay out what a reader limits questions to, closed until it is wanted, and return its parts."""
    with gr.Accordion("Options", open=False, elem_id="pq-limits", elem_classes="pq-form") as part:
        care = gr.Radio(list(CARE), value=USUAL, label="How sure an answer must be", elem_id="pq-care",
                        info="“Only when surer” brings fewer wrong answers and more refusals, “Always answer” the best "
                             "there is, however unlikely.")
        outlets = gr.Dropdown([], value=[], multiselect=True, label="Only these outlets", elem_id="pq-outlets")
        with gr.Row():
            since = gr.Textbox(label="Since", placeholder="2024-03", elem_id="pq-since")
            until = gr.Textbox(label="Until", placeholder="2024-06-30", elem_id="pq-until")
        gr.HTML('<p class="pq-note">A day, a month or a year. Articles without a date are then left out.</p>', **PLAIN)
        writer = gr.Dropdown([(one, one) for one in (events.writer,) if one], value=events.writer,
                             label="Who writes the answer", elem_id="pq-writer", visible=events.writer is not None,
                             info="The quotes are exact whoever writes; what they do not bear out is marked.")
    found = [outlets, since, until, care, writer]
    part.expand(events.outlets, outputs=outlets, **QUIET)
    part.expand(events.writers, outputs=writer, **QUIET)
    for one in found:
        one.change(events.limit, found, part, trigger_mode="always_last", **QUIET)
    return found


def _check_view(assistant: Assistant, outbox: gr.HTML) -> None:
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
    desk.select(events.open, review, desk, **CHOSEN)
    desk.export(events.export, review, outbox, **QUIET)


def _library_view(tab: gr.Tab, assistant: Assistant, uploads: Path | None, masthead: gr.HTML) -> None:
    """Lay out what adds and finds articles beside their list; the masthead tells how many there are."""
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
            gr.HTML("<h2>This library</h2>", elem_classes="pq-heading pq-second", **PLAIN)
            state = gr.HTML(elem_id="pq-state", **PLAIN)
        desk = gr.HTML(elem_id="pq-shelf", elem_classes="pq-desk", js_on_load=asset("app.js"), **PLAIN)
    found, listing = [words, order, outlet, view], [view, desk]
    known = [masthead, state]
    tab.select(events.look, found, [*listing, outlet, *known], **IN_TURN)
    for choosing in (words.change, order.input, outlet.input):  # a paste is no input to gradio
        choosing(events.find, found, listing, trigger_mode="always_last", **IN_TURN)
    desk.select(events.open, view, listing, trigger_mode="multiple", **IN_TURN)
    desk.act(events.act, view, [*listing, status, *known], **IN_TURN)
    uploading = files.upload(events.upload, files, [files, status], concurrency_limit=1, **QUIET)
    fetching = address.submit(events.fetch, address, [address, status], concurrency_limit=1, **QUIET)
    for adding in (uploading, fetching):
        adding.then(events.look, found, [*listing, outlet, *known], **IN_TURN)


def _leaving(app: gr.Blocks) -> Callable[[gr.Request], None]:
    def closed(request: gr.Request) -> None:
        leave(app.state_holder, request.session_hash or "")

    return closed


def _choosing(open_choice: Callable[[Any, visit.Choice], str]) -> Callable[..., str]:
    """Return what opens the choice that the browser reports."""
    def choose(held: Any, event: gr.EventData) -> str:
        return open_choice(held, visit.Choice(event.turn, event.place, event.article))

    return choose


def _exporting(turns: visit.Turns, event: gr.EventData) -> dict[str, str]:
    return visit.file_of(turns, event.format, event.of)


class _Checking:
    """What gradio calls for drafts."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def check(self, text: str) -> tuple[Review, str]:
        return visit.check(self._assistant, text)

    def open(self, review: Review, event: gr.EventData) -> str:
        return visit.open_checked(review, event.place)

    def export(self, review: Review, event: gr.EventData) -> dict[str, str]:
        return visit.corrected(review, event.format)


class _Keeping:
    """What gradio calls for the library; all of it is passed on to `ui.keeping`."""

    def __init__(self, assistant: Assistant, uploads: Path | None) -> None:
        self._assistant = assistant
        self._uploads = uploads

    def look(self, words: str, order: str, outlet: str, view: View) -> tuple[Any, ...]:
        choices = keeping.outlets(self._assistant)
        outlet = outlet if outlet in choices else EVERY
        found = self.find(words, order, outlet, view)
        return *found, gr.Dropdown(choices=choices, value=outlet), *keeping.known(self._assistant)

    def find(self, words: str, order: str, outlet: str, view: View) -> tuple[View, str]:
        view = View(words, order, outlet, opened=view.opened, removed=view.removed)
        return keeping.look_again(self._assistant, view)

    def open(self, view: View, event: gr.EventData) -> tuple[View, str]:
        view = replace(view, opened=str(event.article))
        return view, keeping.look(self._assistant, view)

    def act(self, view: View, event: gr.EventData) -> tuple[Any, ...]:
        problem = ""
        try:
            view = keeping.act(self._assistant, view, event.act, event.id)
        except PullquoteError as error:
            problem = shelf.problem_html(str(error))
        return *keeping.look_again(self._assistant, view), problem, *keeping.known(self._assistant)

    def upload(self, files: list[str] | None) -> Iterator[tuple[Any, str]]:
        if self._uploads is not None and files:
            for said in keeping.add_files(self._assistant, files, self._uploads):
                yield gr.skip(), said
            yield None, gr.skip()

    def fetch(self, address: str) -> Iterator[tuple[str, str]]:
        for said in keeping.add_address(self._assistant, address):
            yield address, said


def _shown(html: str) -> gr.HTML:
    return gr.HTML(html, **PLAIN)
