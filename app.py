"""The web chat: ``python app.py [--host H] [--port P] [--index PATH]``."""

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

from index import build, open_index
from index.ahead import Progress
from index.errors import IndexMissing, VesicleError
from index.progress import progress_bar
from index.settings import load_settings


def main() -> int:
    """Serve the page until it is interrupted; the exit status."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _check_address(arguments.host, arguments.port)
        _serve(arguments.index or load_settings().index, arguments.host, arguments.port)
    except VesicleError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _arguments() -> argparse.Namespace:
    host, port = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"), os.environ.get("GRADIO_SERVER_PORT", "7860")
    parser = argparse.ArgumentParser(prog="app.py", description="Open Vesicle as a web page.")
    parser.add_argument("--host", default=host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", default=port, type=_port, help="port to listen on (%(default)s)")
    parser.add_argument("--index", type=Path, help="folder of the index (default: from the settings)")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _check_address(host: str, port: int) -> None:
    """Raises VesicleError when nobody can listen there; Gradio would say so after seconds, and not in one line."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name == "posix"))
            probe.bind(address)
    except OSError as error:
        raise VesicleError(f"{host}:{port}: {error.strerror or error}; give another --host or --port") from error


def _serve(place: Path, host: str, port: int) -> None:
    try:
        index = open_index(place)
    except IndexMissing:
        print(f"{place}: no index yet; building it from what ships with Vesicle, about half a minute", file=sys.stderr)
        try:
            with _progress() as progress:
                build(index=place, progress=progress)
        except KeyboardInterrupt:
            raise VesicleError("stopped before the index was built; start again to build it") from None
        index = open_index(place)
    index.search("exosome", 1)  # loads the embedding model, which the first question would else wait for

    from qa.ui.page import CSS, HEAD, JS, page
    from qa.ui.theme import theme

    blocks = page(place).queue(default_concurrency_limit=8, max_size=64, api_open=False)
    try:
        blocks.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            run_history=False,
            enable_monitoring=False,
            footer_links=[],
            max_file_size="1kb",  # nothing is uploaded here
            state_session_capacity=1000,
            theme=theme(),
            css_paths=CSS,
            js=JS.read_text("utf-8"),
            head=HEAD,
        )
        print(f"Vesicle is at {blocks.local_url}", flush=True)
        while True:
            time.sleep(60)  # which, unlike waiting for an event, Ctrl-C interrupts on Windows too
    except OSError as error:
        raise VesicleError(f"{host}:{port}: {error}") from error
    finally:
        blocks.close(verbose=False)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar a step on a terminal, a line a step elsewhere."""
    told = set[str]()

    def tell(step: str, done: int, total: int) -> None:
        if step not in told or 1 < total == done:
            print(f"{step} {done}/{total}" if total > 1 else step, file=sys.stderr, flush=True)
            told.add(step)

    with progress_bar() if sys.stderr.isatty() else nullcontext(tell) as progress:
        yield progress


if __name__ == "__main__":
    sys.exit(main())
