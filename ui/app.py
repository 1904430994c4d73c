"""The browser's way to `qa`: a chat, the quotes behind each answer, and the article they stand in.

The only module that imports gradio; it wires events and decides nothing. What is known of a reader lives in that
reader's session (`gr.State`) and nowhere else.
"""

import os
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui import frontpage, visit
from ui.reply import pending_html, reply_html
from ui.suggestions import Suggestions

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
import gradio as gr

FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Roboto", "Liberation Sans", "Arial", "sans-serif")
PAPER = {"body_background_fill": "#fbfaf6", "body_background_fill_dark": "#171614",
         "body_text_color": "#1f1c18", "body_text_color_dark": "#e8e3d9"}
MOUNTED = {"ssr_mode": False, "pwa": False, "mcp_server": False, "run_history": False, "enable_monitoring": False,
           "footer_links": [], "max_file_size": 1}  # nothing is uploaded
QUIET = {"show_progress": "hidden", "api_visibility": "private"}
PLAIN = {"apply_default_css": False}


def mount(site: Any, assistant: Assistant) -> None:
    """Serve the app over an assistant at the root of an ASGI site, behind the routes that it has."""
    app = build_app(assistant).queue(max_size=64, api_open=False)
    gr.mount_gradio_app(site, app, path="/", theme=gr.themes.Base(font=FONTS).set(**PAPER), css=_asset("app.css"),
                        head=_asset("head.html"), **MOUNTED)


def build_app(assistant: Assistant) -> gr.Blocks:
    """Return the app over an assistant, ready to be mounted."""
    with gr.Blocks(title="pullquote", fill_width=True, analytics_enabled=False) as app:
        masthead = gr.HTML(elem_id="pq-top", **PLAIN)
        outbox = gr.HTML(elem_id="pq-outbox", html_template="", js_on_load=_asset("outbox.js"), **PLAIN)
        with gr.Tabs(elem_id="pq-tabs"), gr.Tab("Ask", id="ask", elem_id="pq-view-ask"):
            arrived = _ask_view(assistant, outbox)
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
        desk = gr.HTML(elem_id="pq-desk", elem_classes="pq-desk", js_on_load=_asset("app.js"), **PLAIN)
    asked = box.submit(events.ask, [box, turns], [box, turns, chat, desk], concurrency_limit=2,
                       trigger_mode="multiple", **QUIET)  # "once" would take no question after one that was stopped
    asked.failure(events.fail, turns, [box, turns, chat], **QUIET)
    box.stop(events.stop, turns, [box, turns, chat], cancels=[asked], **QUIET)
    desk.select(events.open, turns, desk, concurrency_limit=8, **QUIET)
    desk.export(events.export, turns, outbox, **QUIET)
    again.click(events.forget, outputs=[box, turns, chat, desk], cancels=[asked], **QUIET)
    return [greeting, desk]


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
        for found in visit.ask(self._assistant, question, turns):
            if isinstance(found, str):
                pending = [*_messages(turns), *_exchange(question, pending_html(found))]
                yield gr.Textbox(value="", submit_btn=False, stop_btn="Stop"), held, pending, gr.skip()
            else:
                turns = (*turns, found)
                yield _ready(), turns, _messages(turns), visit.show(self._assistant, turns)

    def fail(self, turns: visit.Turns) -> tuple[gr.Textbox, visit.Turns, list[Any]]:
        turns = visit.settle(turns)
        return _ready(), turns, _messages(turns)

    def stop(self, turns: visit.Turns) -> tuple[gr.Textbox, visit.Turns, list[Any]]:
        turns = visit.settle(turns, visit.STOPPED)
        return _ready(), turns, _messages(turns)

    def open(self, turns: visit.Turns, event: gr.EventData) -> str:
        return visit.open_choice(self._assistant, turns, visit.Choice(event.turn, event.place, event.article))

    def export(self, turns: visit.Turns, event: gr.EventData) -> dict[str, str]:
        return visit.file_of(turns, event.format, event.of)

    def forget(self) -> tuple[gr.Textbox, visit.Turns, list[Any], str]:
        return _ready(), (), [], visit.show(self._assistant, ())


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


def _asset(name: str) -> str:
    return files("ui").joinpath("look", name).read_text(encoding="utf-8")
