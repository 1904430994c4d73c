"""The browser's way to `qa`: a chat, the quotes behind each answer, and the article they stand in.

The only module that imports gradio; it wires events and decides nothing. What is known of a reader lives in that
reader's session (`gr.State`) and nowhere else.
"""

import errno
import os
import socket
import sys
import threading
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui import render, visit

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
import gradio as gr

PLACEHOLDER = ("Ask about your articles.\n\n"
               "The answer is made of their own words, and every quote opens where it stands.")
FONTS = ("Avenir Next", "Segoe UI", "Helvetica Neue", "Roboto", "Liberation Sans", "Arial", "sans-serif")
PAPER = {"body_background_fill": "#fbfaf6", "body_background_fill_dark": "#171614",
         "body_text_color": "#1f1c18", "body_text_color_dark": "#e8e3d9"}
LAUNCH = {"quiet": True, "inline": False, "prevent_thread_lock": True, "share": False, "ssr_mode": False, "pwa": False,
          "mcp_server": False, "run_history": False, "enable_monitoring": False, "footer_links": [],
          "max_file_size": 1}  # nothing is uploaded


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, *, open_browser: bool = False) -> None:
    """Serve the app until interrupted; only this machine can reach it unless `host` says otherwise.

    Raises PullquoteError when nothing can listen at `host` and `port`.
    """
    if not 0 < port < 65536:
        raise PullquoteError(f"{port} is no port; choose one from 1 to 65535")
    try:
        socket.create_server((host, port)).close()  # refused before gradio is set up, and in the system's own words
        app = build_app(assistant).queue(max_size=64, api_open=False)
        app.launch(server_name=host, server_port=port, inbrowser=open_browser, css=_asset("app.css"),
                   head=_asset("head.html"), theme=gr.themes.Base(font=FONTS).set(**PAPER), **LAUNCH)
    except OSError as error:
        raise PullquoteError(f"cannot serve at {host}:{port}: {_reason(error)}; "
                             "choose another address or port") from error
    sys.stderr.write(f"pullquote is open at {app.local_url} (Ctrl-C stops it)\n")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        app.close(verbose=False)


def build_app(assistant: Assistant) -> gr.Blocks:
    """Return the app over an assistant, ready to be launched."""
    events, quiet = _Events(assistant), {"show_progress": "hidden", "api_visibility": "private"}
    with gr.Blocks(title="pullquote", fill_width=True, analytics_enabled=False) as app:
        turns = gr.State(())
        masthead = gr.HTML(elem_id="pq-top", apply_default_css=False)
        with gr.Row(elem_id="pq-page"):
            with gr.Column(elem_id="pq-talk"):
                chat = gr.Chatbot(elem_id="pq-chat", show_label=False, container=False, height=None, buttons=[],
                                  layout="panel", render_markdown=False, latex_delimiters=[], allow_tags=False,
                                  placeholder=PLACEHOLDER)
                box = gr.Textbox(elem_id="pq-ask", label="Your question", placeholder="Who, when, how much, why…",
                                 container=False, lines=1, max_lines=5, submit_btn="Ask")
                again = gr.Button("New conversation", elem_id="pq-again", size="sm", variant="secondary")
            desk = gr.HTML(elem_id="pq-desk", apply_default_css=False, js_on_load=_asset("app.js"))
        app.load(events.arrive, outputs=[masthead, desk], **quiet)
        asked = box.submit(events.ask, [box, turns], [box, turns, chat, desk], concurrency_limit=2, **quiet)
        asked.failure(events.fail, turns, chat, **quiet)
        desk.select(events.open, turns, desk, concurrency_limit=8, **quiet)
        again.click(events.forget, outputs=[turns, chat, desk], cancels=[asked], **quiet)
    return app


class _Events:
    """What gradio calls; all of it is passed on to `ui.visit`."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def arrive(self) -> tuple[str, str]:
        return visit.arrive(self._assistant)

    def ask(self, question: str, turns: visit.Turns) -> Iterator[tuple[Any, ...]]:
        if not (question := question.strip()):
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        pending = [*_messages(turns), *_exchange(question, render.PENDING)]
        yield "", (*turns, visit.unforeseen(question)), pending, gr.skip()  # held as failed until it is answered
        turns = (*turns, visit.ask(self._assistant, question))
        yield gr.skip(), turns, _messages(turns), visit.desk(self._assistant, turns)

    def fail(self, turns: visit.Turns) -> list[Any]:
        return _messages(turns)

    def open(self, turns: visit.Turns, event: gr.EventData) -> str:
        return visit.open_choice(self._assistant, turns, visit.Choice(event.turn, event.place, event.article))

    def forget(self) -> tuple[visit.Turns, list[Any], str]:
        return (), [], visit.desk(self._assistant, ())


def _messages(turns: visit.Turns) -> list[dict[str, Any]]:
    return [message for number, turn in enumerate(turns)
            for message in _exchange(turn.question, render.reply_html(turn, number))]


def _exchange(question: str, reply: str) -> list[dict[str, Any]]:
    """Return a question and the reply to it as chat messages; the chat reads HTML but no Markdown."""
    return [{"role": "user", "content": escape(question)},
            {"role": "assistant", "content": gr.HTML(reply, apply_default_css=False)}]


def _reason(error: OSError) -> str:
    """Return what is wrong with an address, without the address, which the system may repeat."""
    number = error.errno or 0
    return os.strerror(number) if number in errno.errorcode else error.strerror or str(error)


def _asset(name: str) -> str:
    return files("ui").joinpath(name).read_text(encoding="utf-8")
