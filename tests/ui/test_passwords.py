"""Names and passwords: hashed, none by default, a clear word where the file is wrong."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.errors import PullquoteError
from ui.notebooks import READER
from ui.passwords import keep, line_of, read_passwords, verify
from ui.server import Guard


def test_a_password_is_hashed_and_verified(tmp_path):
    for name, password in [("ana", "first of all"), ("bo", "correct horse"), ("ana", "long enough")]:
        keep(tmp_path / "users", name, password)
    assert (tmp_path / "users").stat().st_mode & 0o077 == 0
    assert "long enough" not in (tmp_path / "users").read_text("utf-8")
    known = read_passwords(tmp_path / "users")
    assert verify(known, "ana", "long enough")
    for name, password in [("ana", "correct horse"), ("ana", "first of all"), ("eve", "long enough"), ("eve", ""),
                           ("ana", "")]:
        assert not verify(known, name, password)


@pytest.mark.parametrize(("content", "said"), [
    ("", "names nobody"), ("ana:secret\n", "line 1: expected NAME:HASH"), (None, "No such file")])
def test_a_file_that_protects_nothing_is_refused(tmp_path, content, said):
    if content is not None:
        (tmp_path / "users").write_text(content, encoding="utf-8")
    with pytest.raises(PullquoteError, match=said):
        read_passwords(tmp_path / "users")


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("a:b", "long enough"), ("ana", "short")])
def test_names_and_passwords_that_cannot_be_are_refused(name, password):
    with pytest.raises(PullquoteError):
        line_of(name, password)


def test_nothing_is_served_to_one_who_does_not_know_the_password(tmp_path):
    keep(tmp_path / "users", "ana", "long enough")
    inside = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("secret"))])
    client = TestClient(Guard(inside, local=True, passwords=read_passwords(tmp_path / "users")),
                        base_url="http://127.0.0.1:7860")
    for path in ["/", "/health", "/article/000000000000", "/look/app.css", "/gradio_api/info"]:
        for wrong in [{}, {"auth": ("ana", "wrong")}, {"headers": {"Authorization": "Basic !!"}}]:
            reply = client.get(path, **wrong)
            assert (reply.status_code, reply.text) == (401, "Who are you?")
    for _ in range(2):
        assert client.get("/", auth=("ana", "long enough")).text == "secret"
    assert client.get("/", auth=("ana", "long enough"), headers={"Host": "evil.example"}).status_code == 421


def test_who_asks_is_told_by_the_guard_and_by_nobody_else(tmp_path):
    keep(tmp_path / "users", "Ünï/..", "long enough")
    inside = Starlette(routes=[Route("/", lambda request: JSONResponse(request.headers.getlist(READER)))])
    for passwords, told in [(read_passwords(tmp_path / "users"), ["%C3%9Cn%C3%AF/.."]), (None, [])]:
        client = TestClient(Guard(inside, local=True, passwords=passwords), base_url="http://127.0.0.1:7860")
        reply = client.get("/", auth=("Ünï/..".encode(), b"long enough"), headers={READER: "bo"})
        assert reply.json() == told
