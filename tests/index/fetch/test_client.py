"""Asking a service: at its pace, with patience that ends, and never with more trust than it deserves."""

import gzip
import random
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from index.errors import VesicleError
from index.fetch.client import Client, Pace, Service
from index.fetch.run import Report
from tests.index.fetch.literature import (
    Handler,
    Literature,
    breaks_off,
    fails,
    hangs,
    papers,
    says,
)

Get = Callable[..., Report]


def ask(server: Literature, **pace: Any) -> bytes:
    """One request for what is there."""
    service = Service("Europe PMC", f"{server.url}/rest", "VESICLE_EUROPEPMC_URL", 0.1)
    hurry: dict[str, Any] = {"clock": lambda: server.clock.now, "sleep": server.clock.sleep, "read": 20.0} | pace
    with Client(service, Pace(**hurry)) as client:
        return client.get("PMC3/fullTextXML", bytes)


@pytest.mark.parametrize(
    ("source", "key", "interval"),
    [("pubmed", "", 1 / 3), ("pubmed", "key", 1 / 10), ("europepmc", "", 1 / 10)],
)
def test_requests_keep_the_distance_that_the_service_asks_for(
    server: Literature, get: Get, monkeypatch: pytest.MonkeyPatch, source: str, key: str, interval: float
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", key)
    server.papers = papers(650)
    server.faults["any"] = [None, fails(500), fails(429)]
    get(source, 650 if source == "pubmed" else 30)
    times = [asked.at for asked in server.asked]
    assert len(times) > 6
    assert min(later - earlier for earlier, later in pairwise(times)) >= interval - 1e-9


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("120", 120.0), ("soon", 1.0), ("-5", 1.0), ("²", 1.0)])
def test_the_time_that_a_service_asks_for_is_waited(server: Literature, asked: str, waited: float) -> None:
    random.seed(1)
    server.papers = papers(3)
    server.faults["PMC3"] = [fails(429, Retry_After=asked.encode().decode("latin-1"))]
    ask(server)
    assert server.asked[1].at - server.asked[0].at == pytest.approx(waited, rel=0.5 if waited == 1.0 else 1e-6)


def test_a_service_may_name_the_time_as_a_date(server: Literature) -> None:
    server.papers = papers(3)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    server.faults["PMC3"] = [fails(503, Retry_After=later)]
    ask(server)
    assert 80 < server.asked[1].at - server.asked[0].at <= 90


def test_a_service_that_asks_for_hours_is_not_waited_for(server: Literature) -> None:
    server.faults["PMC3"] = [fails(503, Retry_After="7200")]
    with pytest.raises(VesicleError, match="asks us to wait 7,200 seconds; what came is kept"):
        ask(server)
    assert (len(server.asked), server.clock.naps) == (1, [])


@pytest.mark.parametrize("fault", [fails(500), fails(408), breaks_off, says("")])
def test_each_try_comes_later_than_the_one_before_and_they_end(server: Literature, fault: Any) -> None:
    server.faults["PMC3"] = [fault] * 9
    with pytest.raises(
        VesicleError, match=r"Europe PMC: .*, 5 times; .*what came is kept, and the same command goes on"
    ):
        ask(server)
    assert len(server.asked) == 5
    for nap, least in zip(server.clock.naps, (0.5, 1, 2, 4), strict=True):
        assert least <= nap <= 3 * least


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 414])
def test_what_a_service_refuses_is_not_asked_for_again(server: Literature, status: int) -> None:
    server.faults["PMC3"] = [says('{"error": "no\\nsuch\\u001b[31m thing"}', status)]
    with pytest.raises(VesicleError, match=rf"does not take what we ask \(HTTP {status}: no such\[31m thing\)"):
        ask(server)
    assert len(server.asked) == 1


def test_a_service_that_says_nothing_is_not_waited_for_without_end(server: Literature) -> None:
    server.faults["PMC3"] = [hangs] * 2
    with pytest.raises(VesicleError, match="Europe PMC: did not answer in time, 2 times"):
        ask(server, read=0.1, tries=2)


def test_an_answer_that_never_ends_is_cut_off(server: Literature) -> None:
    def trickles(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" ")
            handler.server.clock.now += 100

    server.faults["PMC3"] = [trickles] * 2
    with pytest.raises(VesicleError, match="did not end its answer in time, 2 times"):
        ask(server, tries=2)


def test_an_answer_that_is_too_large_is_not_read_to_its_end(server: Literature) -> None:
    """Also one that is small until it is unpacked."""

    def bomb(handler: Handler) -> None:
        handler.send(gzip.compress(bytes(3_000_000)), Content_Encoding="gzip")

    server.faults["PMC3"] = [bomb]
    with pytest.raises(VesicleError, match="gave an answer of more than 1 MB"):
        ask(server, largest=1_000_000)
    assert len(server.asked) == 1


def test_chunks_that_end_early_are_asked_for_again(server: Literature) -> None:
    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"9\r\n<article>\r\n")
        handler.drop()

    server.papers = papers(3)
    server.faults["PMC3"] = [cut, says(b"\x1f\x8bno gzip")]
    server.faults["PMC3"][1] = lambda handler: handler.send(b"no gzip", Content_Encoding="gzip")
    assert ask(server) == server.papers[2].jats().encode()


def test_no_redirect_is_followed(server: Literature) -> None:
    server.faults["PMC3"] = [fails(302, Location="https://192.0.2.1/elsewhere")]
    with pytest.raises(VesicleError, match=r"sends us elsewhere \(HTTP 302\), .*; correct VESICLE_EUROPEPMC_URL"):
        ask(server)
    assert len(server.asked) == 1


def test_a_service_that_is_not_there_is_one_clear_line(server: Literature) -> None:
    server.server_close()
    message = "Europe PMC: cannot be reached, 5 times; check the network and VESICLE_EUROPEPMC_URL; what came is kept"
    with pytest.raises(VesicleError, match=message):
        ask(server)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(server: Literature, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*made.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service = Service("Europe PMC", server.url.replace("http:", "https:"), "VESICLE_EUROPEPMC_URL", 0.1)
    with Client(service, Pace(tries=1)) as client, pytest.raises(VesicleError, match="is not trusted, by its cert"):
        client.get("PMC3/fullTextXML", bytes)
    assert server.asked == []


def test_a_proxy_that_the_environment_names_is_used(
    server: Literature, get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A proxy for http is sent the whole address of what is wanted."""
    seen = list[str]()

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    monkeypatch.setattr(Proxy, "log_message", lambda *_: None)
    threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("HTTP_PROXY", f"http://jane:s3cr3t@127.0.0.1:{proxy.server_port}")
    monkeypatch.setenv("VESICLE_EUROPEPMC_URL", "http://literature.example/rest")
    with pytest.raises(VesicleError) as told:
        get("europepmc")
    proxy.shutdown()
    proxy.server_close()
    assert seen[0].startswith("http://literature.example/rest/search?query=exosomes")
    assert "s3cr3t" not in str(told.value)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "what://x", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_one_clear_line(
    server: Literature, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(VesicleError, match="Europe PMC: the proxy that the environment names cannot be used"):
        ask(server)


def test_one_connection_is_enough(server: Literature, get: Get) -> None:
    server.papers = papers(30)
    ports = set[int]()
    answered = Handler._answer

    def noting(handler: Handler, *rest: Any) -> None:
        ports.add(handler.client_address[1])
        answered(handler, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Handler, "_answer", noting)
        get("europepmc")
    assert len(ports) == 1
