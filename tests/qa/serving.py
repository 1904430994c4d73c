"""A real server on a loopback address, which answers as a table of paths says, and remembers what it was asked."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """`pages` maps a path to (status, headers, content), or to a function of the handler that writes the answer."""

    def __init__(self, address):
        self.pages = {}
        self.asked = []  # (path, headers)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append((self.path, dict(self.headers)))
                page = server.pages.get(self.path, (404, {}, b""))
                if callable(page):
                    page(self)
                    return
                status, headers, content = page
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer((address, 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]

    def url(self, path="/", host=None):
        """Return an address of this server, under a name where one is given."""
        return f"http://{host or self.http.server_address[0]}:{self.port}{path}"

    def paths(self):
        """Return the paths that were asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def serving(address="127.0.0.1"):
    """Yield a server that stops at the end."""
    server = Server(address)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
