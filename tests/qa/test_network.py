import ipaddress
import time

import pytest

from qa.network import Guard, Network, NetworkError, RefusedError, is_public
from tests.qa.serving import serving

SOON = 5.0


@pytest.fixture
def server():
    with serving() as one:
        one.pages["/"] = (200, {}, b"inside")
        yield one


def get(network, url, seconds=SOON):
    with network.get(url, {}, time.monotonic() + seconds) as answer:
        return answer.status, b"".join(answer.chunks)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1",
    "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b:1::7f00:1", "100::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::",
    "2001:db8::1",
])
def test_addresses_inside_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", [
    "8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"])
def test_addresses_outside_are_public(address):
    assert is_public(ipaddress.ip_address(address))


def forms(port):
    """Return ways to write this computer's own address."""
    hosts = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::1]",
             "[::ffff:127.0.0.1]", "[::]", "LOCALHOST.", "127.0.0.1."]
    return [f"http://{host}:{port}/" for host in hosts]


@pytest.mark.parametrize("number", range(12))
def test_this_computer_is_not_reached_however_its_address_is_written(server, number):
    with pytest.raises(NetworkError):
        get(Network(), forms(server.port)[number])
    assert server.asked == []


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "data:text/plain,x", "//example.com/", "x",
    "http://", "http:///a", "http://user:pass@example.com/", "http://example.com:99999/", "http://example.com:x/",
    "unix:/var/run/docker.sock", "http://\udcff/",
])
def test_what_is_not_a_plain_http_address_is_refused_before_anything_is_resolved(url):
    def resolver(host, port):
        raise AssertionError(host)

    with pytest.raises(RefusedError):
        get(Network(Guard(resolver=resolver)), url)


def test_a_name_with_one_address_inside_is_refused_although_another_is_outside(server):
    guard = Guard(resolver=lambda host, port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(RefusedError, match=r"news\.example is 127\.0\.0\.1, which is no public address"):
        get(Network(guard), server.url(host="news.example"))
    assert server.asked == []


def test_a_name_that_resolves_differently_a_moment_later_gains_nothing():
    """127.0.0.2 stands for an address outside, 127.0.0.1 for one inside; only the first may be connected to."""
    with serving("127.0.0.2") as outside, serving("127.0.0.1") as inside:
        outside.pages["/"] = (200, {"Connection": "close"}, b"outside")
        answers = [["127.0.0.2"], ["127.0.0.1"]]
        guard = Guard(lambda address: str(address) == "127.0.0.2", lambda host, port: answers.pop(0))
        network = Network(guard)
        assert get(network, outside.url(host="news.example")) == (200, b"outside")
        assert len(answers) == 1  # resolved once, and connected to what was checked
        with pytest.raises(RefusedError, match=r"127\.0\.0\.1"):
            get(network, inside.url(host="news.example"))
        assert inside.asked == []


def test_the_host_is_asked_by_its_name_and_not_by_its_address(server):
    network = Network(Guard(lambda _: True, lambda host, port: ["127.0.0.1"]))
    assert get(network, server.url("/", "bücher.example")) == (200, b"inside")
    assert server.asked[0][1]["Host"] == f"xn--bcher-kva.example:{server.port}"


def test_the_next_address_is_tried_where_the_first_does_not_answer(server):
    network = Network(Guard(lambda _: True, lambda host, port: ["127.0.0.3", "127.0.0.1"]))
    assert get(network, server.url("/", "news.example"))[0] == 200


@pytest.mark.parametrize("part", ["header", "body"])
def test_a_server_that_drips_is_cut_off_at_the_deadline(server, part):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 1000\r\n\r\n" if part == "body" else b"X-A: "))
        try:
            for _ in range(100):
                handler.wfile.write(b"a")
                time.sleep(0.05)
        except OSError:
            pass

    server.pages["/"] = drip
    start = time.monotonic()
    with pytest.raises(NetworkError, match="did not answer in time"):
        get(Network(Guard(lambda _: True)), server.url(), seconds=0.5)
    assert time.monotonic() - start < 2


def test_what_is_no_http_is_told(server):
    server.pages["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n" * 3)
    with pytest.raises(NetworkError):
        get(Network(Guard(lambda _: True)), server.url())


def test_a_name_that_nobody_has_is_told():
    def resolver(host, port):
        raise OSError(-2, "Name or service not known")

    with pytest.raises(NetworkError, match=r"the name nobody\.example is not known"):
        get(Network(Guard(resolver=resolver)), "http://nobody.example/")
