"""Europe PMC: full texts where they are open, abstracts otherwise, and nothing that is not what was asked for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import VesicleError
from index.fetch.run import Report
from index.records import Paper
from index.sources import read
from tests.index.fetch.literature import Literature, Made, breaks_off, fails, papers, says, shown

Get = Callable[..., Report]


def counts(report: Report) -> tuple[int, int, int]:
    return report.tally.full_texts, report.tally.abstracts, report.tally.titles


def records(folder: Path) -> list[dict[str, object]]:
    lines = (line for path in sorted(folder.glob("europepmc-*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def test_open_papers_come_as_full_text_and_the_others_as_abstract_or_title(
    server: Literature, get: Get, tmp_path: Path
) -> None:
    server.papers = [Made("1", pmcid="PMC11"), Made("2"), Made("3", abstract="")]
    report = get("europepmc")
    assert counts(report) == (1, 1, 1)
    assert report.tally.failed == ()
    assert shown(tmp_path / "papers") == ["PMC11.xml", "europepmc-00001.jsonl"]
    assert server.steps() == ["search", "search", "PMC11"]
    assert server.asked[0].fields == {
        "query": "exosomes",
        "format": "json",
        "resultType": "core",
        "pageSize": "100",
        "cursorMark": "*",
    }


def test_what_came_is_read_as_clean_text_in_labelled_sections(server: Literature, get: Get, tmp_path: Path) -> None:
    abstract = "<h4>BACKGROUND</h4>CD4<sup>+</sup> cells, p &lt; 0.05.<h4>Aims &amp; scope</h4>To <i>see</i>."
    server.papers = [
        Made("1", "<i>In vitro</i> exosomes &amp; CO<sub>2</sub>", abstract),
        Made("2", abstract="BACKGROUND: Few. METHODS: Many. RESULTS: None."),
    ]
    get("europepmc")
    one, other = (found for found in read(tmp_path / "papers") if isinstance(found, Paper))
    assert one.title == "In vitro exosomes & CO2"
    assert [(part.heading, part.text) for part in one.sections] == [
        ("Abstract: Background", "CD4+ cells, p < 0.05."),
        ("Abstract: Aims & scope", "To see."),
    ]
    assert [part.heading for part in other.sections] == [
        f"Abstract: {name}" for name in ("Background", "Methods", "Results")
    ]
    assert (one.pmid, one.doi, one.authors, one.journal, one.year) == (
        "1",
        "10.1000/1",
        ("Doe, Jane",),
        "Made-up Letters",
        2024,
    )


def test_the_licence_of_each_paper_is_kept(server: Literature, get: Get, tmp_path: Path) -> None:
    server.papers = [Made("1", pmcid="PMC11", licence="cc by-nc"), Made("2")]
    get("europepmc")
    assert [(found["pmid"], found.get("pmcid"), found.get("licence")) for found in records(tmp_path / "papers")] == [
        ("1", "PMC11", "CC BY-NC"),
        ("2", None, None),
    ]


@pytest.mark.parametrize("limit", [1, 99, 100, 101, 205, 230, 300])
def test_as_many_papers_come_as_are_wanted(server: Literature, get: Get, tmp_path: Path, limit: int) -> None:
    server.papers = [Made(str(n)) for n in range(1, 231)]
    assert get("europepmc", limit).tally.papers == min(limit, 230)
    assert [found["pmid"] for found in records(tmp_path / "papers")] == [str(n) for n in range(1, min(limit, 230) + 1)]


def test_a_paper_that_comes_twice_is_kept_once(server: Literature, get: Get, tmp_path: Path) -> None:
    server.papers = [Made(str(n % 110 + 1)) for n in range(230)]
    assert get("europepmc", 120).tally.papers == 110
    assert len({found["pmid"] for found in records(tmp_path / "papers")}) == len(records(tmp_path / "papers")) == 110


def test_a_mark_that_comes_again_ends_the_search(server: Literature, get: Get) -> None:
    server.papers = [Made(str(n)) for n in range(1, 231)]
    server.extra = {"nextCursorMark": "AoI100"}
    report = get("europepmc")
    assert server.steps() == ["search", "search"]
    assert report.tally.papers == 200
    assert report.tally.failed == ("Europe PMC: announced 230 papers, and gave 200",)


def test_a_query_that_no_address_can_hold_is_posted(server: Literature, get: Get) -> None:
    server.papers = papers(2)
    query = " OR ".join(f'"exosomes {n}"' for n in range(200))
    assert get("europepmc", query=query).tally.papers == 2
    assert (server.asked[0].step, server.asked[0].fields["query"]) == ("searchPOST", query)


def test_a_number_of_hits_that_changes_between_pages_does_not_stop_the_search(server: Literature, get: Get) -> None:
    server.papers = [Made(str(n)) for n in range(1, 231)]
    server.hits = [50, 231, 230, 230]
    report = get("europepmc")
    assert (report.tally.papers, report.tally.failed) == (230, ())


def test_a_search_that_finds_nothing_says_so_and_leaves_the_folder_free(
    server: Literature, get: Get, tmp_path: Path
) -> None:
    with pytest.raises(VesicleError, match="Europe PMC: finds nothing for “exosmes”; check its words and its fields"):
        get("europepmc", query="exosmes")
    server.papers = papers(2)
    assert get("europepmc", query="exosomes").tally.papers == 2


def test_a_query_that_is_refused_with_http_200_is_refused_at_once(server: Literature, get: Get) -> None:
    server.faults["search"] = [says('{"errCode": 404, "errMsg": "Invalid query"}')]
    with pytest.raises(VesicleError, match=r"Europe PMC: does not take the query \(Invalid query\); correct it"):
        get("europepmc")
    assert server.steps() == ["search"]


@pytest.mark.parametrize(
    "fault",
    [
        says('{"errCode": 503, "errMsg": "Try later"}'),
        says('{"version": "6.9"}'),
        says('{"hitCount": 2, "resultList": {"result": [{"id": "1", "sou'),
        says("<html>down</html>", kind="text/html"),
        says("[" * 100_000),
        says("\n"),
        breaks_off,
        fails(500),
        fails(429),
    ],
)
def test_a_page_that_is_none_is_asked_for_again(server: Literature, get: Get, fault: object) -> None:
    server.papers = papers(2)
    server.faults["search"] = [fault]
    assert get("europepmc").tally.papers == 2


def test_a_full_text_that_is_not_there_leaves_the_abstract(server: Literature, get: Get, tmp_path: Path) -> None:
    server.papers = [Made("1", pmcid="PMC11")]
    server.faults["PMC11"] = [fails(404)]
    report = get("europepmc")
    assert (counts(report), report.tally.failed, server.steps().count("PMC11")) == ((0, 1, 0), (), 1)
    assert shown(tmp_path / "papers") == ["europepmc-00001.jsonl"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><body>Log in</body></html>", "what came is no JATS article"),
        ("%PDF-1.7", "what came is no JATS article"),
        ("<PubmedArticleSet></PubmedArticleSet>", "what came is no JATS article"),
        (Made("9", pmcid="PMC99").jats(), "what came is another article, PMC99"),
    ],
)
def test_what_is_not_the_full_text_is_refused(
    server: Literature, get: Get, tmp_path: Path, body: str, why: str
) -> None:
    server.papers = [Made("1", pmcid="PMC11")]
    server.faults["PMC11"] = [says(body)]
    report = get("europepmc")
    assert (counts(report), report.tally.failed) == ((0, 1, 0), (f"PMC11: {why}",))
    assert shown(tmp_path / "papers") == ["europepmc-00001.jsonl"]


def test_an_article_without_its_body_is_no_full_text(server: Literature, get: Get) -> None:
    server.papers = [Made("1", pmcid="PMC11")]
    whole = server.papers[0].jats()
    server.faults["PMC11"] = [says(whole[: whole.index("<body>")] + "</article>")]
    report = get("europepmc")
    assert (counts(report), report.tally.failed) == ((0, 1, 0), ())


@pytest.mark.parametrize("fault", [breaks_off, says(Made("1", pmcid="PMC11").jats()[:-30]), fails(502)])
def test_a_full_text_that_is_cut_is_never_stored(server: Literature, get: Get, tmp_path: Path, fault: object) -> None:
    server.papers = [Made("1", pmcid="PMC11")]
    server.faults["PMC11"] = [fault] * 5
    report = get("europepmc")
    assert counts(report) == (0, 1, 0)
    assert len(report.tally.failed) == 1
    assert report.tally.failed[0].startswith("PMC11: Europe PMC: ")
    assert shown(tmp_path / "papers") == ["europepmc-00001.jsonl"]

    assert counts(get("europepmc")) == (1, 0, 0)
    assert (tmp_path / "papers" / "PMC11.xml").read_text("utf-8") == server.papers[0].jats()
    assert server.steps().count("search") == 2


def test_a_service_that_fails_three_full_texts_in_a_row_is_left_alone(server: Literature, get: Get) -> None:
    server.papers = [Made(str(n), pmcid=f"PMC{n}") for n in range(1, 7)]
    for n in (1, 2, 3):
        server.faults[f"PMC{n}"] = [fails(500)] * 5
    with pytest.raises(VesicleError, match=r"Europe PMC: failed \(HTTP 500\), 5 times; .* the same command goes on"):
        get("europepmc")
    assert "PMC4" not in server.steps()
    assert counts(get("europepmc")) == (6, 0, 0)
    assert server.steps()[-6:] == ["PMC3", "PMC4", "PMC5", "PMC6", "PMC1", "PMC2"]


def test_a_record_without_words_is_reported_and_not_kept(server: Literature, get: Get) -> None:
    server.papers = [Made("1"), Made("2", title="", abstract="")]
    report = get("europepmc")
    assert report.tally.papers == 1
    assert report.tally.failed == ("MED:2: has neither a title nor an abstract",)
