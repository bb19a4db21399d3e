"""Europe PMC: pages of records by the search, then the full text of each paper that is open access.

Protocol: https://europepmc.org/RestfulWebService. ``search`` gives a page and the mark of the next one; there is none,
or the same again, after the last. ``{PMCID}/fullTextXML`` gives JATS, or 404 for what is not open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import SourceError, VesicleError
from index.fetch.client import Broken, Client, ServiceFailed, said_in, told_in
from index.fetch.europepmc_record import key_of, open_text_of, record_of
from index.fetch.folder import Folder, Request, line_of
from index.fetch.tally import Tally
from index.merge import completeness
from index.records import Paper
from index.sources import read_file
from index.sources.formats import format_of
from index.sources.stream import Stream

NAME = "Europe PMC"
INTERVAL = 0.1
"""Seconds between two requests. No limit is published; a modest rate is asked for."""
PAGE = 100
"""Records of a page; the service gives 1,000 at most, in an answer ten times as large."""
MOST_IN_A_ROW = 3
"""Full texts that may fail one after the other before the service is taken to be down."""
_LONGEST_IN_ADDRESS = 1_000
"""Characters of a query; a longer one, with all that has to be escaped, may not fit into an address."""
_START = "*"


@dataclass(frozen=True, slots=True)
class _Page:
    hits: int
    mark: str
    results: list[dict[str, Any]]


class _NotTheText(Exception):
    """What came is not the full text that was asked for; asking again would not help."""


def fetch(client: Client, folder: Folder, request: Request, tell: Callable[[str, int, int], None]) -> Tally:
    """Fetch what is not there yet. Raises VesicleError when the service fails, or finds nothing."""
    pages = _search(client, folder, request, tell)
    papers = [paper for page in pages for paper in page["papers"]]
    outcomes = _full_texts(client, folder, list(dict.fromkeys(text for _, _, text in papers if text)), tell)
    has_text = [outcomes.get(text, {}).get("got") == "full" for _, _, text in papers]
    abstracts = sum(has for (_, has, _), is_full in zip(papers, has_text, strict=True) if not is_full)
    failed = [line for page in pages for line in page["failed"]]
    failed += [f"{text}: {event['why']}" for text, event in outcomes.items() if event["why"]]
    return Tally(sum(has_text), abstracts, len(papers) - sum(has_text) - abstracts, (), tuple(failed))


def _search(
    client: Client, folder: Folder, request: Request, tell: Callable[[str, int, int], None]
) -> list[dict[str, Any]]:
    """The event of each page, until there are as many papers as are wanted, or no more."""
    pages = [event for event in folder.events if "page" in event]
    seen = {key for page in pages for key, _, _ in page["papers"]}
    marks = {_START, *(page["next"] for page in pages)}
    mark = pages[-1]["next"] if pages else _START
    while mark and len(seen) < request.limit:
        page = _asked(client, request, mark)
        if not page.results and not pages:
            raise VesicleError(f"{NAME}: finds nothing for “{request.query}”; check its words and its fields")
        mark = page.mark if page.results and page.mark not in marks else ""
        kept, papers, failed = _taken(page.results, seen, request.limit - len(seen))
        seen.update(kept)
        given = sum(before["given"] for before in pages) + len(page.results)
        if not mark and len(seen) < request.limit and given < page.hits:
            failed.append(f"{NAME}: announced {page.hits:,} papers, and gave {given:,}")
        number = len(pages) + 1
        if kept:
            content = b"".join(map(line_of, kept.values()))
            folder.publish(folder.draft(f"europepmc-{number:05}.jsonl", content))
        pages.append(folder.record(page=number, next=mark, given=len(page.results), papers=papers, failed=failed))
        marks.add(mark)
        tell(f"searching {NAME}", len(seen), min(request.limit, page.hits))
    return pages


def _taken(
    results: list[dict[str, Any]], seen: set[str], most: int
) -> tuple[dict[str, dict[str, Any]], list[list[Any]], list[str]]:
    """(records by key, [key, whether it has an abstract, PMCID of its open text] of each, failures) of what is new."""
    kept, papers, failed = dict[str, dict[str, Any]](), list[list[Any]](), list[str]()
    for result in results:
        key, record = key_of(result), record_of(result)
        has_abstract = "abstract" in record or "sections" in record
        if key in seen or key in kept or len(kept) == most:
            continue
        if "title" not in record and not has_abstract:
            failed.append(f"{key}: has neither a title nor an abstract")
            continue
        kept[key] = record
        papers.append([key, has_abstract, open_text_of(result)])
    return kept, papers, failed


def _asked(client: Client, request: Request, mark: str) -> _Page:
    size = str(min(PAGE, request.limit))
    fields = {"query": request.query, "format": "json", "resultType": "core", "pageSize": size, "cursorMark": mark}
    if len(request.query) > _LONGEST_IN_ADDRESS:
        return client.post("searchPOST", _page, fields)
    return client.get("search", _page, fields)


def _page(body: bytes) -> _Page:
    """Raises Broken when it is none, and ServiceFailed when the query is refused: both come with HTTP 200."""
    told = told_in(body)
    if isinstance(told, dict) and "errCode" in told:
        said = said_in(body) or f"error {told['errCode']}"
        if told["errCode"] in range(400, 500):
            raise ServiceFailed(f"{NAME}: does not take the query ({said[:200]}); correct it", 200)
        raise Broken(f"failed ({said})")
    results = told.get("resultList") if isinstance(told, dict) else None
    found = results.get("result") if isinstance(results, dict) else None
    hits = told.get("hitCount") if isinstance(told, dict) else None
    if not isinstance(hits, int) or (hits and not isinstance(found, list)):
        raise Broken("gave an answer of another shape than a page of results")
    mark = told.get("nextCursorMark")
    return _Page(hits, mark if isinstance(mark, str) else "", [result for result in found or [] if key_of(result)])


def _full_texts(
    client: Client, folder: Folder, texts: list[str], tell: Callable[[str, int, int], None]
) -> dict[str, dict[str, Any]]:
    """The event of each full text, by PMCID; those that failed in an earlier run are asked for again, last."""
    outcomes = {event["text"]: event for event in folder.events if "text" in event}
    unasked = [text for text in texts if text not in outcomes]
    again = [text for text in texts if outcomes.get(text, {}).get("got") == "failed"]
    in_a_row = 0
    for done, text in enumerate([*unasked, *again], len(texts) - len(unasked) - len(again) + 1):
        try:
            got, why = _full_text(client, folder, text)
            in_a_row = 0
        except ServiceFailed as error:
            in_a_row += 1
            # One paper may be broken for good; of a service that is down, the others are to be asked for later.
            if error.is_down or (in_a_row == MOST_IN_A_ROW and done < len(texts)):
                raise
            got, why = "failed", str(error)
        outcomes[text] = folder.record(text=text, got=got, why=why)
        tell("fetching full texts", done, len(texts))
    return outcomes


def _full_text(client: Client, folder: Folder, pmcid: str) -> tuple[str, str]:
    """("full", "") when it is there; ("none", why) when there is none, why being "" where that is no fault."""
    name = f"{pmcid}.xml"
    if (folder.path / name).exists():
        return "full", ""

    def accept(body: bytes) -> Path | None:
        draft = folder.draft(name, body)
        return draft if _is_full_text(draft, pmcid) else None

    try:
        if draft := client.get(f"{pmcid}/fullTextXML", accept):
            folder.publish(draft)
            return "full", ""
    except ServiceFailed as error:
        if error.status != 404:
            raise
    except _NotTheText as error:
        return "none", str(error)
    return "none", ""


def _is_full_text(draft: Path, pmcid: str) -> bool:
    """Whether a file holds more of an article than its abstract, as `index.sources` reads it.

    Raises Broken when it is damaged, and _NotTheText when it is no JATS article, or another one.
    """
    try:
        with Stream(draft) as stream:
            kind = format_of(stream)
    except SourceError as error:
        raise _NotTheText("what came is no JATS article") from error
    if kind != "jats":
        raise _NotTheText("what came is no JATS article")
    found = list(read_file(draft))
    papers = [one for one in found if isinstance(one, Paper)]
    if len(papers) < len(found):
        raise Broken("gave a damaged full text")
    if papers[0].pmcid not in {None, pmcid}:
        raise _NotTheText(f"what came is another article, {papers[0].pmcid}")
    return completeness(papers[0]) == 2
