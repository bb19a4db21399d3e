"""A small reverse proxy that shows an app under a path."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@contextmanager
def shown_under(prefix: str, url: str, *, strips: bool, keeps_host: bool = True, port: int = 0) -> Iterator[str]:
    """Address under which the app at a URL is shown. Nothing outside of the prefix is.

    strips: whether the app is not told of the prefix. keeps_host: whether it is told the Host that was asked for.
    """
    inner = urlsplit(url).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(f"{prefix}/"):
                self.send_error(404)
                return
            length = int(self.headers.get("Content-Length", 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            if not keeps_host:
                headers["Host"] = inner
            connection = http.client.HTTPConnection(inner, timeout=60)
            try:
                path = self.path.removeprefix(prefix) if strips else self.path
                connection.request(self.command, path, self.rfile.read(length) or None, headers)
                answer = connection.getresponse()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.end_headers()
                while part := answer.read1(65536):
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                pass  # one of the two has gone
            finally:
                connection.close()
                self.close_connection = True

        do_POST = do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}/"
    finally:
        server.shutdown()
        server.server_close()
