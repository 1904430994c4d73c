"""`pullquote ask --model`: the words of a model on the terminal and as JSON, and what is said when it fails."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from qa import Assistant
from qa.model.answerer import ModelAnswerer
from qa.model.scripted import Play, ScriptedServer, said
from qa.model.settings import ModelSettings
from ui import arguments, cli
from ui.asking import Asking

EXAMPLES = Path(__file__).parents[2] / "examples/harbour-wall"
QUESTION = "How many metres long will the harbour wall be?"


@pytest.fixture(scope="module")
def library(tmp_path_factory, bundled):
    folder = tmp_path_factory.mktemp("model") / "library"
    Assistant.open(folder, bundled).add(EXAMPLES)
    return folder


@pytest.fixture
def ask(library, monkeypatch, capfd, tmp_path):
    """Return a function that asks the question with more arguments, and gives (exit status, stdout, stderr)."""
    monkeypatch.setattr(arguments, "SETTINGS", tmp_path / "model.toml")

    def call(*more):
        monkeypatch.setattr(sys, "argv", ["pullquote", "ask", QUESTION, "--library", str(library), *more])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code or 0, *capfd.readouterr()
    return call


def writing(*texts):
    """Return a part of a script: it says these, on the authority of the sentence with the length of the wall."""
    def play(asked):
        shown = asked.body["messages"][1]["content"]
        name = re.search(r"^\[(S\d+)\].*640 metres", shown, re.MULTILINE)[1]
        return said(*((text, [name]) for text in texts))
    return play


def test_a_model_that_is_named_writes_the_answer(ask):
    with ScriptedServer([writing("The wall will be 640 metres long.")]) as server:
        status, out, err = ask("--model", "scripted", "--model-url", server.url)
    assert (status, err) == (0, "")
    assert "The wall will be 640 metres long. [1]" in out


def test_what_its_quotes_do_not_bear_out_is_struck_through(ask):
    with ScriptedServer([writing("The wall will be 640 metres long.", "It will cost 99 crowns.")]) as server:
        _, out, _ = ask("--model", "scripted", "--model-url", server.url)
    assert "[not supported: 99 crowns stands in none of its quotes" in out
    assert "] ~~It will cost 99 crowns. [1]~~" in out


def test_the_json_tells_how_the_answer_came_about(ask, monkeypatch):
    with ScriptedServer([writing("The wall will be 640 metres long.")]) as server:
        monkeypatch.setenv("PULLQUOTE_MODEL", "scripted")
        monkeypatch.setenv("PULLQUOTE_MODEL_URL", server.url)
        _, out, _ = ask("--json")
    record = json.loads(out)
    assert record["answer"] == "The wall will be 640 metres long. [1]"
    assert record["statements"] == [{"start": 0, "end": 37, "citations": [1], "unsupported": []}]
    assert record["writing"]["tokens"] == {"read": 100, "written": 20}
    assert "640 metres" in record["citations"][0]["quote"]


def test_a_server_that_fails_leaves_the_quotes_and_says_why(ask):
    with ScriptedServer([Play("overloaded", status=418)]) as server:
        status, out, err = ask("--model", "scripted", "--model-url", server.url)
    assert status == 0
    assert "640 metres" in out
    assert err == f"pullquote: the model at {server.url}: it answers 418: overloaded; these are the quotes alone\n"


def test_a_model_without_an_address_is_an_error_in_one_line(ask):
    status, out, err = ask("--model", "gpt")
    assert (status, out) == (1, "")
    assert err.startswith("pullquote: the model gpt has no address; give --model-url URL")
    assert err.count("\n") == 1


def test_no_server_is_asked_where_none_is_configured(ask):
    with ScriptedServer([writing("It is long.")]) as server:
        status, out, _ = ask()
        assert not server.requests
    assert status == 0
    assert "640 metres" in out


def test_a_terminal_shows_what_is_written_before_the_whole_answer(ask, monkeypatch):
    class Screen(io.StringIO):
        reconfigure = staticmethod(lambda **_: None)
        isatty = staticmethod(lambda: True)

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    with ScriptedServer([writing("The wall will be 640 metres long.", "It is a wall of 640 metres.")]) as server:
        ask("--model", "scripted", "--model-url", server.url)
    said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert said.count("The wall will be 640 metres long. [1]") == 3  # after each statement, and in the whole answer
    assert said.index("The wall will be 640") < said.index(QUESTION)
    assert "characters" in said.splitlines()[-1]


def test_the_chat_shows_what_is_written_and_then_the_whole_answer(library):
    with ScriptedServer([writing("The wall will be 640 metres long.", "It is <b>a wall</b> of 640 metres.")]) as server:
        answerer = ModelAnswerer(ModelSettings("scripted", server.url))
        asking = Asking(Assistant.open(library, answerer=answerer), str)
        _, turns, _ = asking.begin(QUESTION, ())
        chats = [chat[-1]["content"] for _, _, chat, *_ in asking.ask(turns) if isinstance(chat, list)]
    assert ["pq-partial" in chat for chat in chats] == [True, True, False]
    assert ["a wall of 640" in chat for chat in chats] == [False, True, True]
    assert "The model is writing…" in chats[0]
    assert "<button" not in chats[1]
    assert 'class="pq-ref"' in chats[2]


def test_a_model_that_dies_in_the_midst_leaves_the_quotes_in_the_chat_and_says_why(library):
    def play(asked):
        return Play(writing("The wall will be 640 metres long.", "It is long.")(asked)[:-20], finish=None)

    with ScriptedServer([play]) as server:
        answerer = ModelAnswerer(ModelSettings("scripted", server.url, attempts=1))
        asking = Asking(Assistant.open(library, answerer=answerer), str)
        _, turns, _ = asking.begin(QUESTION, ())
        chats = [chat[-1]["content"] for _, _, chat, *_ in asking.ask(turns) if isinstance(chat, list)]
    assert "The wall will be 640 metres long." in chats[0]
    assert "it stopped in the midst of its reply. These are the quotes alone." in chats[-1]
    assert "The wall will be 640 metres long." not in chats[-1]


def test_wherever_an_answer_is_shown_what_is_not_supported_is_marked(library):
    from ui.credit import credited_answer
    from ui.export import markdown, page
    from ui.reply import reply_html

    with ScriptedServer([writing("The wall will be 640 metres long.", "It will cost <b>99</b> crowns.")]) as server:
        answerer = ModelAnswerer(ModelSettings("scripted", server.url))
        answer = Assistant.open(library, answerer=answerer).ask(QUESTION)
    html = reply_html(answer, 0)
    assert re.search(r"<s>It will cost 99 crowns\..*?</s> <span class=\"pq-warning\">Not supported: 99 crowns", html)
    assert "<s>The wall" not in html
    assert "not supported: 99 crowns" in credited_answer(answer)
    assert "not supported: 99 crowns" in page([answer])
    assert "not supported: 99 crowns" in markdown([answer])
