"""The only way out to the network: http and https to public addresses, each request within a deadline.

A name is resolved once for each connection, every address it gives is checked, and the connection goes to a checked
address: a name that resolves to another address a moment later (DNS rebinding) gains nothing by it. As each connection
passes here, so does each redirect.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import httpcore2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_INSIDE = [ipaddress.ip_network(network) for network in (  # what `is_global` of older Pythons, or of any, lets through
    "168.63.129.16/32",  # answers every virtual machine of one cloud, as 169.254.169.254 does of most
    "192.0.0.0/24", "64:ff9b:1::/48", "100::/64", "2001::/23", "5f00::/16")]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
STEP_LIMIT = 20.0  # seconds for a connection, or for the next bytes
_TIMEOUTS = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), STEP_LIMIT)}


class NetworkError(Exception):
    """A request that failed; the message is the reason."""


class RefusedError(NetworkError):
    """A request that is not made, because it would go where none may go."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says: its status, its headers by their names in small letters, and its content as it comes."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterable[bytes]


def is_public(address: Address) -> bool:
    """Return whether anyone on the internet could reach an address: not private, loopback, link-local or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return (address.is_global and not address.is_multicast and not address.is_reserved
            and not any(address in network for network in _INSIDE))


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which they should be tried. Raises OSError where it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Guard(httpcore2.NetworkBackend):
    """Connects where `allowed` says so, and no connection outlives `deadline` (as by `time.monotonic`)."""

    def __init__(self, allowed: Callable[[Address], bool] = is_public,
                 resolver: Callable[[str, int], list[str]] = resolve) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._inner = httpcore2.SyncBackend()
        self.deadline = float("inf")

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None) -> httpcore2.NetworkStream:
        """Return a connection to one of the host's addresses. Raises RefusedError where any of them is not allowed."""
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the name {host} is not known") from error
        for address in addresses:
            if not self._allowed(ipaddress.ip_address(address.partition("%")[0])):
                raise RefusedError(f"{host} is {address}, which is no public address")
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, local_address: str | None,
                 socket_options: Iterable[httpcore2.SOCKET_OPTION] | None) -> httpcore2.NetworkStream:
        return _Timed(self._inner.connect_tcp(address, port, self.left(timeout), local_address, socket_options), self)

    def left(self, timeout: float | None) -> float:
        """Return the seconds that an operation may take. Raises ReadTimeout when the deadline has passed."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time allowed has passed")
        return min(left, timeout if timeout is not None else left)


class _Timed(httpcore2.NetworkStream):
    """A connection whose every operation ends before the deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._guard.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore2.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, self._guard.left(timeout)), self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class Network:
    """Makes requests, one at a time, over connections that are kept; `guard` decides where they may go."""

    def __init__(self, guard: Guard | None = None) -> None:
        self._guard = guard or Guard()
        self._pool = httpcore2.ConnectionPool(network_backend=self._guard, max_connections=4)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str], deadline: float) -> Iterator[Answer]:
        """Yield the answer to a GET request; redirects are answers like others, and content comes as it was sent.

        Raises RefusedError for an address that is not read, and NetworkError where none answers before `deadline`.
        """
        self._guard.deadline = deadline
        parts = urlsplit(url)
        target, sent = _target(parts), [("Host", _netloc(parts)), *headers.items()]
        try:
            with self._pool.stream("GET", target, headers=sent, extensions=_TIMEOUTS) as found:
                about = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in found.headers}
                yield Answer(found.status, about, found.iter_stream())
        except httpcore2.TimeoutException as error:
            raise NetworkError("did not answer in time") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise NetworkError(str(error) or type(error).__name__) from error


def _target(parts: SplitResult) -> httpcore2.URL:
    """Return an address in the form in which it is sent. Raises RefusedError for any but http and https."""
    if parts.scheme.lower() not in {"http", "https"}:
        raise RefusedError(f"only http and https are read, and this is {parts.scheme or 'neither'}")
    if not parts.hostname or parts.username is not None:
        raise RefusedError("an address needs a host, and no name or password")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?[]')}" if parts.query else ""
    return httpcore2.URL(scheme=parts.scheme.lower(), host=_host(parts.hostname), port=_port(parts),
                         target=path + query)


def _netloc(parts: SplitResult) -> str:
    host, port = _host(parts.hostname or ""), _port(parts)
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise RefusedError(f"{host} is no name of a host") from error


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise RefusedError("its port is no number from 0 to 65535") from error
