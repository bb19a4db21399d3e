"""Public data sets as records and indexes."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index import Index, build, open_index
from index.corpus import REVIEW, SHIPPED
from index.errors import IndexMissing, VesicleError


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises VesicleError when it is not there."""
    if not path.is_file():
        raise VesicleError(f"{path}: not found; give the folder that holds it with --data")
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def bioasq_index(data: Path, work: Path) -> Index:
    """The 18,687 snippet documents of BioASQ, one record a PMID, built once into the work folder."""
    return _index(bioasq_records(data), work / "bioasq")


def bioasq_records(data: Path) -> Iterator[dict[str, Any]]:
    """Those documents, as records of JSON Lines."""
    for row in rows(data / "bioasq" / "passages.jsonl"):
        yield {"pmid": row["pmid"], "text": "\n".join(row["snippets"])}


def scifact_index(data: Path, work: Path) -> Index:
    """The 5,183 abstracts of SciFact; their numbers stand as ``doi:10.1000/<number>``."""
    records = (
        {"doi": f"10.1000/{row['id']}", "title": row["title"], "abstract": " ".join(row["sentences"])}
        for row in rows(data / "scifact" / "corpus.jsonl")
    )
    return _index(records, work / "scifact")


def pubmedqa_index(data: Path, work: Path) -> Index:
    """The 1,000 abstracts of PubMedQA, without the titles and conclusions that are its questions and answers."""
    records = ({"pmid": row["pmid"], "text": "\n".join(row["contexts"])} for row in rows(data / "pubmedqa.jsonl"))
    return _index(records, work / "pubmedqa")


def ontopic_index(data: Path, work: Path) -> Index:
    """The review and the 1,099 abstracts about exosomes and macrophages, built once into the work folder."""
    return _built([REVIEW, data / "ontopic.jsonl"], work / "ontopic")


def everything_index(data: Path, work: Path) -> Index:
    """What ships and those abstracts, as a user has it who adds them; built once into the work folder."""
    return _built([*SHIPPED, data / "ontopic.jsonl"], work / "everything")


def gold_papers(item: dict[str, Any], index: Index) -> set[str]:
    """Ids of the papers of an index that answer a development question; one without a PMID or DOI is named by title."""
    titles = {name.removeprefix("title:") for name in item["gold"] if name.startswith("title:")}
    papers = [index.catalog.paper(name) for name in item["gold"]]
    found = {paper.id for paper in papers if paper}
    if titles:
        every = (index.catalog.paper(name) for name in index.catalog.ids())
        found |= {paper.id for paper in every if paper and not paper.is_digest and paper.title[:60] in titles}
    return found


def scifact_claims(data: Path, split: str) -> list[tuple[str, set[str]]]:
    """The claims of a split (``train``, ``validation``), each with the numbers of the documents that it cites."""
    return [(row["claim"], set(row["cited"])) for row in rows(data / "scifact" / f"claims_{split}.jsonl")]


def bioasq_questions(data: Path, tasks: range, limit: int) -> list[dict[str, Any]]:
    """Questions of some tasks (7 to 10), in a fixed random order."""
    found = [row for row in rows(data / "bioasq" / "questions_7b-10b.jsonl") if row["task"] in tasks]
    random.Random(0).shuffle(found)
    return found[:limit]


def development_questions(data: Path, index: Index) -> list[tuple[dict[str, Any], set[str]]]:
    """The development questions that have an answer, each with the ids of its gold papers in an index."""
    return [(item, gold_papers(item, index)) for item in rows(data / "questions_dev.jsonl") if item["answerable"]]


def _index(records: Iterator[dict[str, Any]], root: Path) -> Index:
    source = root / "records.jsonl"
    if not source.is_file():
        root.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in records)
    return _built([source], root)


def _built(sources: list[Path], root: Path) -> Index:
    try:
        return open_index(root)
    except IndexMissing:
        build(sources, index=root)
        return open_index(root)
