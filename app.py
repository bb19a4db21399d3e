"""The web chat: ``python app.py``; ``--help`` tells of its options."""

import argparse
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from getpass import getpass
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

from index import build, open_index
from index.ahead import Progress
from index.errors import IndexMissing, VesicleError
from index.progress import progress_bar
from index.settings import load_settings
from qa.llm.opening import opened
from qa.server.admission import Admission
from qa.server.feedback import Feedback
from qa.server.listen import bind, is_loopback
from qa.server.log import configure
from qa.server.passwords import Passwords, add_user

ANSWERED_AT_ONCE = 4
"""Questions; each keeps about one core busy for a moment."""
MOST_WAITING = 64
"""Questions that may wait for that."""


def main() -> int:
    """Serve the page until it is stopped; the exit status."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if arguments.add_user:
            add_user(arguments.auth_file, arguments.add_user, _new_password(arguments.add_user))
            return 0
        passwords = Passwords.read(arguments.auth_file) if arguments.auth_file else None
        if passwords is None and not is_loopback(arguments.host):
            can = "change the library" if arguments.allow_upload else "ask"
            mend = "give --auth-file FILE to ask for a password"
            print(
                f"warning: {arguments.host}: whoever reaches this can {can}; {mend}",
                file=sys.stderr,
            )
        _serve(arguments, passwords, bind(arguments.host, arguments.port))
    except VesicleError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _arguments() -> argparse.Namespace:
    host, port = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"), os.environ.get("GRADIO_SERVER_PORT", "7860")
    root = os.environ.get("GRADIO_ROOT_PATH", "")
    parser = argparse.ArgumentParser(prog="app.py", description="Open Vesicle as a web page.")
    parser.add_argument("--host", default=host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", default=port, type=_port, help="port to listen on (%(default)s)")
    parser.add_argument("--index", type=Path, help="folder of the index (default: from the settings)")
    parser.add_argument(
        "--auth-file", type=Path, metavar="FILE", help="ask for a password; FILE holds the users, as htpasswd -B does"
    )
    parser.add_argument("--add-user", metavar="NAME", help="add a user to the --auth-file, or change a password")
    parser.add_argument(
        "--allow-upload", action="store_true", help="let readers add papers to the library and remove them"
    )
    parser.add_argument(
        "--llm", metavar="SPEC", help="what writes answers: none, openai:MODEL@URL, gguf:PATH, transformers:PATH_OR_ID"
    )
    parser.add_argument(
        "--root-path", default=root, type=_root_path, metavar="PATH", help="path under which a proxy shows the page"
    )
    parser.add_argument("--log-questions", action="store_true", help="keep what is asked in the log")
    parser.add_argument("--feedback", type=Path, metavar="FILE", help="let readers judge answers, and keep it in FILE")
    arguments = parser.parse_args()
    if arguments.add_user is not None and arguments.auth_file is None:
        parser.error("--add-user: there is no file to add to; give --auth-file FILE too")
    return arguments


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _root_path(text: str) -> str:
    if not re.fullmatch(r"(?:https?://[\w.:\[\]-]+)?(?:/[\w.~-]+)*/?", text) or ".." in text:
        raise argparse.ArgumentTypeError(f"{text!r} is no path; give one such as /vesicle")
    return text.rstrip("/")


def _new_password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        password, again = getpass(f"Password for {name}: "), getpass("Once more: ")
    except EOFError as error:
        raise VesicleError("no password was given; try again") from error
    if password != again:
        raise VesicleError("the two passwords differ; try again")
    return password


def _serve(arguments: argparse.Namespace, passwords: Passwords | None, sockets: list[socket.socket]) -> None:
    settings = load_settings()
    place, llm = arguments.index or settings.index, arguments.llm or settings.llm
    opened(llm)  # a model that is not there is told before anybody asks
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

    from qa.programs.calls import calls
    from qa.server.serve import serve
    from qa.server.standby import Standby
    from qa.server.web import web_app
    from qa.ui.desk import Desk
    from qa.ui.page import CSS, HEAD, page
    from qa.ui.theme import theme

    configure(sys.stderr)
    admission = Admission(ANSWERED_AT_ONCE, MOST_WAITING)
    feedback = Feedback(arguments.feedback) if arguments.feedback else None
    intake = Standby(place) if arguments.allow_upload else None
    desk = Desk(place, admission, feedback, arguments.log_questions, llm, uploads=intake is not None)
    programs = calls(desk)
    blocks = page(desk, programs)
    web = web_app(
        blocks.queue(default_concurrency_limit=None, max_size=256, api_open=False),  # the line is our own
        admission=admission,
        programs=programs,
        root_path=arguments.root_path,
        passwords=passwords,
        intake=intake,
        only_here=is_loopback(arguments.host),
        has_index=lambda: _is_open(place),
        theme=theme(),
        css_paths=CSS,
        head=HEAD,
    )
    if intake is not None:
        intake.start()
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(arguments.host, arguments.host)  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{arguments.port}/"
    serve(web, sockets, listening=lambda: print(f"Vesicle is at {address}", flush=True))


def _is_open(place: Path) -> bool:
    """Whether the index in force can be asked."""
    try:
        open_index(place)
    except VesicleError:
        return False
    return True


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
