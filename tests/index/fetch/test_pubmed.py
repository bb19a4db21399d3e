"""PubMed: all that its search lists, beyond 9,999 too, in records as it gives them."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from index.errors import VesicleError
from index.fetch.client import Client, Pace, Service
from index.fetch.folder import Request, opened
from index.fetch.pubmed_search import MOST, NAME, search
from index.fetch.run import Report
from index.records import Paper
from index.sources import read
from tests.index.fetch.literature import Literature, Made, breaks_off, contents, fails, papers, says, shown

Get = Callable[..., Report]


def stored(folder: Path) -> list[str]:
    return [found.pmid or "" for found in read(folder) if isinstance(found, Paper)]


def test_records_come_in_batches_and_are_read_as_they_are(server: Literature, get: Get, tmp_path: Path) -> None:
    server.papers = [*papers(449), Made("450", abstract="")]
    report = get("pubmed")
    assert (report.tally.abstracts, report.tally.titles, report.tally.failed) == (449, 1, ())
    assert server.steps() == ["esearch", "efetch", "efetch", "efetch"]
    assert shown(tmp_path / "papers") == ["pubmed-00001.xml", "pubmed-00002.xml", "pubmed-00003.xml"]
    assert stored(tmp_path / "papers") == [str(n) for n in range(1, 451)]


def test_every_request_says_who_asks(server: Literature, get: Get) -> None:
    server.papers = papers(3)
    get("pubmed")
    assert len(server.asked) == 2
    for asked in server.asked:
        assert asked.fields.items() >= {"db": "pubmed", "tool": "vesicle", "email": "jane@example.org"}.items()
        assert asked.agent.startswith("vesicle ")


def test_without_an_address_pubmed_is_not_asked(
    server: Literature, get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VESICLE_EMAIL")
    with pytest.raises(VesicleError, match="give your address with --email, or set VESICLE_EMAIL"):
        get("pubmed")
    assert server.asked == []
    assert not (tmp_path / "papers").exists()


def test_the_key_is_sent_and_shown_nowhere(
    server: Literature, get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "s3cr3t")
    caplog.set_level("DEBUG")
    server.papers = papers(3)
    server.faults["efetch"] = [None, says('{"error": "API key s3cr3t invalid", "api-key": "s3cr3t"}', 400)]
    get("pubmed")
    with pytest.raises(
        VesicleError, match=r"PubMed: does not take what we ask \(HTTP 400: API key … invalid\)"
    ) as told:
        get("pubmed", out=tmp_path / "other")
    assert all(asked.fields["api_key"] == "s3cr3t" and "s3cr3t" not in asked.address for asked in server.asked)
    everything = b"".join([*contents(tmp_path / "papers").values(), *contents(tmp_path / "other").values()])
    assert b"s3cr3t" not in everything
    assert "s3cr3t" not in caplog.text + str(told.value)


def test_what_pubmed_gives_no_record_of_is_asked_for_once_more_and_named(
    server: Literature, get: Get, tmp_path: Path
) -> None:
    server.papers = papers(250)
    server.unknown = {"7", "207"}
    report = get("pubmed")
    assert report.tally.failed == tuple(f"pmid:{pmid}: PubMed gives no record of it" for pmid in ("7", "207"))
    assert server.asked[-1].fields["id"] == "7,207"
    assert server.steps().count("efetch") == 3
    assert report.tally.papers == len(stored(tmp_path / "papers")) == 248


def test_a_record_that_comes_late_is_kept(server: Literature, get: Get, tmp_path: Path) -> None:
    server.papers = papers(5)
    few = "".join(paper.pubmed() for paper in server.papers[:3])
    server.faults["efetch"] = [says(f"<PubmedArticleSet>{few}</PubmedArticleSet>", kind="application/xml")]
    report = get("pubmed")
    assert (report.tally.papers, report.tally.failed) == (5, ())
    assert stored(tmp_path / "papers") == ["1", "2", "3", "4", "5"]


def entered(number: int, days: int) -> list[Made]:
    """So many papers, which entered PubMed over so many days."""
    return [Made(str(n), entered=date(2020, 1, 1) + timedelta(n * days // number)) for n in range(1, number + 1)]


def listed(server: Literature, folder: Path, limit: int) -> tuple[list[str], list[str]]:
    """The PMIDs that the search gives, and its failures."""
    request = Request("pubmed", "exosomes", limit)
    pace = Pace(clock=lambda: server.clock.now, sleep=server.clock.sleep)
    service = Service(NAME, f"{server.url}/eutils", "VESICLE_PUBMED_URL", 0.35)
    with opened(folder, request) as held, Client(service, pace) as client:
        ids, _, failed = search(client, held, request, {}, lambda *_: None)
    return ids, failed


@pytest.mark.parametrize("number", [MOST, MOST + 1])
def test_the_last_paper_that_pubmed_would_cut_off_is_listed_too(
    server: Literature, tmp_path: Path, number: int
) -> None:
    server.papers = entered(number, 30)
    ids, failed = listed(server, tmp_path, 20_000)
    assert sorted(ids, key=int) == [str(n) for n in range(1, number + 1)]
    assert failed == []
    assert len(server.asked) == 1 if number == MOST else len(server.asked) > 3


def test_more_than_pubmed_lists_is_taken_apart_by_date_newest_first(server: Literature, tmp_path: Path) -> None:
    server.papers = entered(25_000, 900)
    ids, failed = listed(server, tmp_path, 12_000)
    assert (len(ids), len(set(ids)), failed) == (12_000, 12_000, [])
    assert min(map(int, ids)) > 25_000 - 2 * MOST
    whole, *parts = server.asked
    assert "mindate" not in whole.fields
    assert (parts[0].fields["mindate"], parts[0].fields["maxdate"]) == ("1900/01/01", "2100/12/31")
    assert {part.fields["datetype"] for part in parts} == {"edat"}
    asked = len(server.asked)
    assert listed(server, tmp_path, 12_000) == (ids, failed)
    assert len(server.asked) == asked < 30


def test_up_to_what_pubmed_lists_the_best_matches_of_many_come_in_one_request(
    server: Literature, tmp_path: Path
) -> None:
    server.papers = entered(25_000, 900)
    ids, failed = listed(server, tmp_path, 300)
    assert (ids, failed) == ([str(n) for n in range(1, 301)], [])
    assert [asked.fields["sort"] for asked in server.asked] == ["relevance"]


def test_a_day_that_alone_has_more_than_pubmed_lists_is_said_to_be_cut(server: Literature, tmp_path: Path) -> None:
    server.papers = [*entered(500, 10), *(Made(str(n), entered=date(2019, 7, 1)) for n in range(1000, 11_050))]
    ids, failed = listed(server, tmp_path, 20_000)
    assert len(ids) == 500 + MOST
    assert failed == [
        "PubMed: 10,050 papers entered it on 2019/07/01, and it lists 9,999 of them",
        "PubMed: announced 10,550 papers, and listed 10,499",
    ]


def test_a_search_that_finds_nothing_names_the_words_that_pubmed_does_not_know(server: Literature, get: Get) -> None:
    server.extra = {"errorlist": {"phrasesnotfound": ["exosmes"], "fieldsnotfound": ["titel"]}}
    message = (
        "PubMed: finds nothing for “exosmes[titel]”; PubMed does not know the words “exosmes”; PubMed does not know"
    )
    with pytest.raises(VesicleError, match=re.escape(message)):
        get("pubmed", query="exosmes[titel]")


def test_words_that_pubmed_leaves_out_of_a_search_are_noted(server: Literature, get: Get) -> None:
    server.papers = papers(2)
    server.extra = {"warninglist": {"quotedphrasesnotfound": ['"made-up exosomes"'], "outputmessages": []}}
    assert get("pubmed").tally.notes == ('PubMed does not know, as a phrase, “"made-up exosomes"”',)


RATE = '{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}'


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("step", ["esearch", "efetch"])
def test_too_many_requests_a_second_are_followed_by_fewer(server: Literature, get: Get, step: str, status: int) -> None:
    server.papers = papers(2)
    server.faults[step] = [says(RATE, status)]
    assert get("pubmed").tally.papers == 2


def test_a_search_that_is_down_says_what_pubmed_says(server: Literature, get: Get) -> None:
    words = '{"esearchresult": {"ERROR": "Search Backend failed: Exception:\n no space"}}'
    server.faults["esearch"] = [says(words)] * 5
    with pytest.raises(VesicleError, match="PubMed: says “Search Backend failed: Exception: no space”, 5 times"):
        get("pubmed")


@pytest.mark.parametrize(
    "fault",
    [
        breaks_off,
        fails(503),
        says("<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>", kind="application/xml"),
        says("<html>down</html>", kind="text/html"),
        says("<eFetchResult><ERROR>Cannot retrieve</ERROR></eFetchResult>", kind="application/xml"),
        says(b"\x00\x01\x02"),
    ],
)
def test_records_that_are_none_are_asked_for_again(server: Literature, get: Get, tmp_path: Path, fault: object) -> None:
    server.papers = papers(3)
    server.faults["efetch"] = [fault]
    assert get("pubmed").tally.papers == 3
    assert stored(tmp_path / "papers") == ["1", "2", "3"]
