"""HTTPS by the server itself, without a proxy in front."""

import ssl
import threading
import time
from urllib.request import urlopen

import pytest
import trustme
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from qa.errors import PullquoteError
from ui import server


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """An authority that has certified this machine; its files lie in the temporary folder."""
    found = trustme.CA()
    issued = found.issue_cert("127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    page = Starlette(routes=[Route("/", lambda request: PlainTextResponse(str(request.url.scheme)))])
    monkeypatch.setattr(server, "site", lambda *_: page)
    return found


def test_the_server_speaks_https_with_a_certificate_and_its_key(tmp_path, authority):
    access = server.Access(certificate=tmp_path / "certificate.pem", key=tmp_path / "key.pem")
    configuration = server.configuration(None, access)
    configuration.port = 0
    running = uvicorn.Server(configuration)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.02)
        port = running.servers[0].sockets[0].getsockname()[1]
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        with urlopen(f"https://127.0.0.1:{port}/", context=trusting) as reply:
            assert reply.read() == b"https"
    finally:
        running.should_exit = True
        thread.join()


@pytest.mark.parametrize(("content", "said"), [(None, "No such file"), ("nothing", "no certificate with its key")])
def test_a_certificate_that_cannot_be_used_is_one_clear_line(tmp_path, authority, content, said):
    path = tmp_path / "other.pem"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(PullquoteError, match=said) as caught:
        server.configuration(None, server.Access(certificate=path))
    assert "\n" not in str(caught.value)
