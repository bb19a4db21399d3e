"""PubMed's search, esearch: which PMIDs there are for a query.

Protocol: https://www.ncbi.nlm.nih.gov/books/NBK25499/. Of one search PubMed lists the first 9,999 at most, and cuts the
others off without a word. A larger one is therefore taken apart by the date on which a paper entered PubMed: every
paper has exactly one, where publication dates may be several, or only a year, so that the first of January holds most
of some years.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from index.errors import VesicleError
from index.fetch.client import Broken, Client, said_in, told_in
from index.fetch.folder import Folder, Request
from index.text import one_line

NAME = "PubMed"
MOST = 9_999
"""PMIDs that PubMed lists of one search."""
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_NOT_FOUND = (
    ("errorlist", "phrasesnotfound", "does not know the words"),
    ("errorlist", "fieldsnotfound", "does not know the fields"),
    ("warninglist", "quotedphrasesnotfound", "does not know, as a phrase,"),
    ("warninglist", "phrasesignored", "ignores the words"),
)


def search(
    client: Client, folder: Folder, request: Request, fields: Mapping[str, str], tell: Callable[[str, int, int], None]
) -> tuple[list[str], list[str], list[str]]:
    """(PMIDs, notes, failures): as many as are wanted, the best matches first, or the newest beyond 9,999 of them.

    fields: sent with every request. Raises VesicleError when nothing is found, and when the service fails.
    """
    known = {event["range"]: event for event in folder.events if "range" in event}

    def ask(first: date | None = None, last: date | None = None) -> dict[str, Any]:
        name = f"{first:%Y/%m/%d}-{last:%Y/%m/%d}" if first else ""
        if name not in known:
            asked = {**fields, "term": request.query, "retmode": "json", "retmax": str(min(request.limit, MOST))}
            dates = {"datetype": "edat", "mindate": f"{first:%Y/%m/%d}", "maxdate": f"{last:%Y/%m/%d}"} if first else {}
            found = client.post("esearch.fcgi", _result, {**asked, "sort": "relevance", **dates})
            if not found["count"] and not first:
                raise VesicleError(_nothing(request.query, found["notes"]))
            is_whole = min(found["count"], MOST if first and first == last else request.limit) <= MOST
            known[name] = folder.record(range=name, **{**found, "ids": found["ids"] if is_whole else []})
        return known[name]

    whole = ask()
    wanted = min(request.limit, whole["count"])
    ids, failed = dict.fromkeys(whole["ids"]), list[str]()
    waiting = [] if wanted <= MOST else [(_FIRST, _LAST)]
    while waiting and len(ids) < wanted:
        first, last = waiting.pop()
        part = ask(first, last)
        if min(part["count"], request.limit) > MOST and first < last:
            middle = first + (last - first) // 2
            waiting += [(first, middle), (middle + timedelta(1), last)]
            continue
        if part["count"] > MOST:
            failed.append(
                f"{NAME}: {part['count']:,} papers entered it on {first:%Y/%m/%d}, and it lists {MOST:,} of them"
            )
        ids.update(dict.fromkeys(part["ids"]))
        tell(f"searching {NAME}", min(len(ids), wanted), wanted)
    if len(ids) < wanted:
        failed.append(f"{NAME}: announced {wanted:,} papers, and listed {len(ids):,}")
    return list(ids)[:wanted], whole["notes"], failed


def _result(body: bytes) -> dict[str, Any]:
    """The count, PMIDs and notes of an answer. Raises Broken when it is none."""
    told = told_in(body)
    result = told.get("esearchresult") if isinstance(told, dict) else None
    if not isinstance(result, dict):
        # Too many requests a second may be said with HTTP 200.
        raise Broken(": ".join(filter(None, ["gave no result of a search", said_in(body)])))
    if "ERROR" in result:
        # The search itself may be down; NCBI says so in the same way as it refuses a query.
        raise Broken(f"says “{one_line(str(result['ERROR']))[:120]}”")
    count, ids = str(result.get("count", "")), result.get("idlist")
    if not count.isascii() or not count.isdecimal() or not isinstance(ids, list):
        raise Broken("gave no result of a search")
    return {
        "count": int(count),
        "ids": [name for name in ids if isinstance(name, str) and name.isascii() and name.isdecimal()],
        "notes": list(_notes(result)),
    }


def _notes(result: dict[str, Any]) -> list[str]:
    """What PubMed left out of a query, to search for the rest of it."""
    notes = []
    for part, name, said in _NOT_FOUND:
        listed = result.get(part)
        words = listed.get(name) if isinstance(listed, dict) else None
        if isinstance(words, list) and words:
            notes.append(f"{NAME} {said} {', '.join(f'“{one_line(str(word))}”' for word in dict.fromkeys(words))}")
    return notes


def _nothing(query: str, notes: list[str]) -> str:
    return f"{NAME}: finds nothing for “{query}”; " + ("; ".join(notes) or "check its words and its fields")
