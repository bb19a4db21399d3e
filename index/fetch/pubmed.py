"""PubMed: the records that its search lists, as PubMed XML, in batches by efetch.

Protocol: https://www.ncbi.nlm.nih.gov/books/NBK25499/. More than some 200 PMIDs are to be sent by POST; all is, so
that the API key stands in no address.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.fetch.client import Broken, Client, ServiceFailed
from index.fetch.folder import Folder, Request
from index.fetch.pubmed_search import search
from index.fetch.tally import Tally
from index.sources.formats import format_of
from index.sources.jats_text import text_of
from index.sources.stream import Stream
from index.sources.xml import elements

TOOL = "vesicle"
INTERVAL, INTERVAL_WITH_KEY = 0.35, 0.11
"""Seconds between two requests: PubMed allows 3 a second, and 10 with an API key."""
BATCH = 200
_RECORDS = ("PubmedArticle", "PubmedBookArticle")


def fetch(
    client: Client, folder: Folder, request: Request, fields: Mapping[str, str], tell: Callable[[str, int, int], None]
) -> Tally:
    """Fetch what is not there yet. fields: who asks. Raises VesicleError when the service fails, or finds nothing."""
    fields = {"db": "pubmed", "tool": TOOL, **fields}
    ids, notes, failed = search(client, folder, request, fields, tell)
    batches = list[dict[str, Any]]()
    missing = ids
    for is_last in (False, True):
        asked, missing = missing, []
        for chunk in _chunks(asked):
            batch = _batch(client, folder, len(batches) + 1, chunk, fields, may_be_refused=is_last)
            batches.append(batch)
            missing += batch["missing"]
            got = sum(one["abstracts"] + one["titles"] for one in batches)
            tell("fetching records", got, len(ids))
    failed += [f"pmid:{pmid}: PubMed gives no record of it" for pmid in missing]
    abstracts, titles = (sum(batch[name] for batch in batches) for name in ("abstracts", "titles"))
    return Tally(0, abstracts, titles, tuple(notes), tuple(failed))


def _batch(
    client: Client, folder: Folder, number: int, ids: list[str], fields: Mapping[str, str], *, may_be_refused: bool
) -> dict[str, Any]:
    """The event of one batch.

    may_be_refused: as PubMed does when it has a record for none of these PMIDs.
    """
    known = next((event for event in folder.events if event.get("batch") == number), None)
    if known:
        return known
    name = f"pubmed-{number:05}.xml"
    found = _kept(folder.path / name)
    if not found:

        def accept(body: bytes) -> tuple[Path, dict[str, bool]]:
            draft = folder.draft(name, body)
            return draft, _records(draft)

        try:
            draft, found = client.post("efetch.fcgi", accept, {**fields, "id": ",".join(ids), "retmode": "xml"})
            if found:
                folder.publish(draft)
        except ServiceFailed as error:
            if error.status not in {400, 404} or not may_be_refused:
                raise
    abstracts = sum(found.get(pmid, False) for pmid in ids)
    missing = [pmid for pmid in ids if pmid not in found]
    titles = len(ids) - len(missing) - abstracts
    return folder.record(batch=number, abstracts=abstracts, titles=titles, missing=missing)


def _kept(path: Path) -> dict[str, bool]:
    """`_records` of a batch that came before a stop of which the journal does not tell; {} when it did not."""
    try:
        return _records(path) if path.exists() else {}
    except Broken:
        return {}


def _records(path: Path) -> dict[str, bool]:
    """PMID of each record in a file, and whether it has an abstract. Raises Broken when it is no whole PubMed XML."""
    try:
        with Stream(path) as stream:
            if format_of(stream) != "pubmed":
                raise Broken("gave something else than records")
            found = dict[str, bool]()
            for record in elements(stream, _RECORDS):
                if isinstance(record, SourceError):
                    raise record
                has_abstract = any(text_of(part) for part in record.iter("AbstractText"))
                found[text_of(record.find("*/PMID"))] = has_abstract
    except SourceError as error:
        raise Broken("gave damaged records, or something else") from error
    return found


def _chunks(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
