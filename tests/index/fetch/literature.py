"""A server that speaks the protocols of Europe PMC and of PubMed as documented, with papers that are made up."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LISTED = 9_999
"""PMIDs that PubMed lists of one search, whatever is asked for."""


@dataclass(frozen=True)
class Made:
    """A paper that is made up. pmcid: "" for one that is not open. entered: when PubMed took it in."""

    pmid: str
    title: str = "Exosomes of made-up cells"
    abstract: str = "Made-up cells give off exosomes."
    pmcid: str = ""
    licence: str = ""
    entered: date = date(2024, 5, 1)

    def result(self) -> dict[str, Any]:
        """As Europe PMC's search gives it."""
        found = {
            "id": self.pmid,
            "source": "MED",
            "pmid": self.pmid,
            "doi": f"10.1000/{self.pmid}",
            "title": self.title,
            "authorString": "Doe J, Roe R.",
            "authorList": {"author": [{"fullName": "Doe J", "firstName": "Jane", "lastName": "Doe", "initials": "J"}]},
            "journalInfo": {"journal": {"title": "Made-up Letters"}, "yearOfPublication": 2024},
            "pubYear": "2024",
            "pubTypeList": {"pubType": ["Journal Article"]},
            "isOpenAccess": "Y" if self.pmcid else "N",
            "inEPMC": "Y" if self.pmcid else "N",
        }
        known = {"abstractText": self.abstract, "pmcid": self.pmcid, "license": self.licence}
        return found | {name: value for name, value in known.items() if value}

    def jats(self) -> str:
        """As Europe PMC gives a full text."""
        return (
            '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Archiving and Interchange DTD v1.4//EN" "x.dtd">'
            f'<article article-type="research-article"><front><article-meta>'
            f'<article-id pub-id-type="pmcid">{self.pmcid}</article-id><article-id pub-id-type="pmid">{self.pmid}'
            f"</article-id><title-group><article-title>{self.title}</article-title></title-group><abstract><p>"
            f"{self.abstract}</p></abstract></article-meta></front><body><sec><title>Results</title><p>In paper"
            f" {self.pmid}, made-up cells gave off {self.pmid} exosomes.</p></sec></body></article>"
        )

    def pubmed(self) -> str:
        """As PubMed gives a record."""
        abstract = f"<Abstract><AbstractText>{self.abstract}</AbstractText></Abstract>" if self.abstract else ""
        return (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{self.pmid}</PMID><Article><ArticleTitle>{self.title}'
            f"</ArticleTitle>{abstract}</Article></MedlineCitation></PubmedArticle>"
        )


@dataclass
class Asked:
    """One request. step: "search", "esearch", "efetch", or the PMCID of a full text. at: by the client's clock."""

    step: str
    fields: dict[str, str]
    address: str
    agent: str
    at: float


Fault = Callable[["Handler"], None]


@dataclass
class Clock:
    """Time that passes only while somebody sleeps. naps: how long each time."""

    now: float = 1000.0
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


class Literature(ThreadingHTTPServer):
    """Both services.

    papers: what every search finds. asked: the requests so far. faults: what the next requests of a step meet, each
    once, in place of an answer; None for the answer itself. clock: the client's.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, clock: Clock) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.clock = clock
        self.papers = list[Made]()
        self.asked = list[Asked]()
        self.faults = dict[str, list[Fault | None]]()
        self.hits: list[int] = []
        self.extra: dict[str, Any] = {}
        self.unknown: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def steps(self) -> list[str]:
        return [asked.step for asked in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is none."""


class Handler(BaseHTTPRequestHandler):
    """One request, and what answers it."""

    protocol_version = "HTTP/1.1"
    server: Literature

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._answer(parts.path, dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(urlsplit(self.path).path, dict(parse_qsl(body)))

    def _answer(self, path: str, fields: dict[str, str]) -> None:
        step = path.removesuffix("/fullTextXML").removesuffix(".fcgi").rpartition("/")[2]
        self.fields = fields
        self.server.asked.append(Asked(step, fields, self.path, self.headers["User-Agent"], self.server.clock.now))
        faults = self.server.faults.get(step) or self.server.faults.get("any") or [None]
        fault = faults.pop(0) if faults else None
        if fault:
            fault(self)
        elif step in {"search", "searchPOST"}:
            self.send_json(self._page())
        elif step == "esearch":
            self.send_json(self._listed())
        elif step == "efetch":
            self._records()
        else:
            self._full_text(step)

    def _page(self) -> dict[str, Any]:
        papers, size = self.server.papers, int(self.fields["pageSize"])
        start = 0 if self.fields["cursorMark"] == "*" else int(self.fields["cursorMark"].removeprefix("AoI"))
        some = papers[start : start + size]
        end = start + len(some)
        hits = self.server.hits.pop(0) if self.server.hits else len(papers)
        page = {"version": "6.9", "hitCount": hits, "resultList": {"result": [paper.result() for paper in some]}}
        return page | {"nextCursorMark": f"AoI{end}" if some else self.fields["cursorMark"]} | self.server.extra

    def _listed(self) -> dict[str, Any]:
        first, last = self.fields.get("mindate", "1000/01/01"), self.fields.get("maxdate", "3000/01/01")
        found = [paper.pmid for paper in self.server.papers if first <= f"{paper.entered:%Y/%m/%d}" <= last]
        some = found[: min(int(self.fields["retmax"]), LISTED)]
        result = {"count": str(len(found)), "retmax": str(len(some)), "retstart": "0", "idlist": some}
        return {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result | self.server.extra}

    def _records(self) -> None:
        wanted = set(self.fields["id"].split(",")) - self.server.unknown
        found = [paper.pubmed() for paper in self.server.papers if paper.pmid in wanted]
        if not found:
            self.send(b'{"error":"cannot get document summary"}', 400, "application/json")
        else:
            self.send(f'<?xml version="1.0" ?><PubmedArticleSet>{"".join(found)}</PubmedArticleSet>'.encode())

    def _full_text(self, pmcid: str) -> None:
        found = next((paper for paper in self.server.papers if paper.pmcid == pmcid), None)
        if found:
            self.send(found.jats().encode())
        else:
            self.send(b"", 404)

    def send_json(self, document: Any, status: int = 200, **headers: str) -> None:
        self.send(json.dumps(document).encode(), status, "application/json", **headers)

    def send(self, body: bytes, status: int = 200, kind: str = "application/xml", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """End the connection here."""
        self.close_connection = True
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Say nothing of it."""


def fails(status: int, **headers: str) -> Fault:
    """A fault: this status."""
    return lambda handler: handler.send(b"<html>down</html>", status, "text/html", **headers)


def says(body: str | bytes, status: int = 200, kind: str = "application/json") -> Fault:
    """A fault: these words."""
    return lambda handler: handler.send(body if isinstance(body, bytes) else body.encode(), status, kind)


def breaks_off(handler: Handler) -> None:
    """A fault: the connection ends in the midst of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<article><front>")
    handler.drop()


def hangs(handler: Handler) -> None:
    """A fault: no answer comes while the client waits."""
    while handler.connection.recv(100):
        pass
    handler.drop()


def papers(number: int, **fields: Any) -> list[Made]:
    """So many papers, every third one open, with PMIDs from 1."""
    return [
        Made(str(n), f"Exosomes of made-up cells, part {n}", pmcid=f"PMC{n}" if n % 3 == 0 else "", **fields)
        for n in range(1, number + 1)
    ]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def shown(folder: Path) -> list[str]:
    """The names of the files that are not hidden."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
