"""What the largest hostile files cost: python -m benchmarks.hostile.

Makes each file in a temporary folder, reads it in a process of its own, and prints a Markdown table: what it is, its
size, what became of it, seconds, and peak memory beyond that of a process that reads a file of one record.
"""

import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from pathlib import Path

from index.records import Paper
from index.sources import read

MB = 1_000_000
AUTHORS = 1_000_000
RECORDS = 300_000

Pieces = Iterable[bytes]


def long_line(before: bytes, after: bytes) -> Pieces:
    """100 MB of words without a line end."""
    return chain([before], repeat(b"words of " * 100_000, 100 * MB // 900_000 + 1), [after])


def authors(before: bytes, one: str, after: bytes, between: bytes = b"") -> Pieces:
    """A million names of their own."""
    names = ((between if number else b"") + (one % f"D{number}").encode() for number in range(AUTHORS))
    return chain([before], names, [after])


FRONT = b"<article><front><article-meta><title-group><article-title>T</article-title></title-group>"
PUBMED = b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>T</ArticleTitle>"
PUBMED_END = b"</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
END = b"</article-meta></front></article>"
FILES: dict[str, tuple[str, Callable[[], Pieces]]] = {
    "one record": ("a.jsonl", lambda: [b'{"title": "T"}']),
    "a line of 100 MB: JSON Lines": ("a.jsonl", lambda: long_line(b'{"title": "', b'"}\n{"title": "T"}\n')),
    "a line of 100 MB: text": ("a.txt", lambda: long_line(b"", b"")),
    "a line of 100 MB: JATS": ("a.xml", lambda: long_line(FRONT + b"<abstract><p>", b"</p></abstract>" + END)),
    "a line of 100 MB: PubMed XML": (
        "a.xml",
        lambda: long_line(PUBMED + b"<Abstract><AbstractText>", b"</AbstractText></Abstract>" + PUBMED_END),
    ),
    "a line of 100 MB: RIS": ("a.ris", lambda: long_line(b"TY  - JOUR\nTI  - ", b"\nER  - \n")),
    "a line of 100 MB: MEDLINE": ("a.nbib", lambda: long_line(b"PMID- 7\nTI  - ", b"\n\n")),
    "a line of 100 MB: BibTeX": ("a.bib", lambda: long_line(b"@misc{k, title={", b"}}\n")),
    "a line of 100 MB: CSL JSON": ("a.json", lambda: long_line(b'[{"type": "book", "title": "', b'"}]')),
    "a million authors: JSON Lines": ("a.jsonl", lambda: authors(b'{"title": "T", "authors": [', '"%s"', b"]}", b", ")),
    "a million authors: JATS": (
        "a.xml",
        lambda: authors(
            FRONT + b"<contrib-group>", "<contrib><collab>%s</collab></contrib>", b"</contrib-group>" + END
        ),
    ),
    "a million authors: PubMed XML": (
        "a.xml",
        lambda: authors(
            PUBMED + b"<AuthorList>", "<Author><LastName>%s</LastName></Author>", b"</AuthorList>" + PUBMED_END
        ),
    ),
    "a million authors: RIS": ("a.ris", lambda: authors(b"TY  - JOUR\nTI  - T\n", "A1  - %s\n", b"ER  - \n")),
    "a million authors: MEDLINE": ("a.nbib", lambda: authors(b"PMID- 7\nTI  - T\n", "FAU - %s\n", b"\n")),
    "a million authors: BibTeX": ("a.bib", lambda: authors(b"@misc{k, title={T}, author={", "%s", b"}}\n", b" and ")),
    "a million authors: CSL JSON": (
        "a.json",
        lambda: authors(b'[{"type": "book", "title": "T", "author": [', '{"family": "%s"}', b"]}]", b","),
    ),
    "a million authors: front matter": (
        "a.md",
        lambda: authors(b"---\ntitle: T\nauthors: [", '"%s"', b"]\n---\n", b", "),
    ),
    "300,000 records: JSON Lines": ("a.jsonl", lambda: repeat(b'{"title": "T"}\n', RECORDS)),
    "300,000 records: RIS": ("a.ris", lambda: repeat(b"TY  - JOUR\nTI  - T\nER  - \n", RECORDS)),
    "a gzip bomb of 5 GB: spaces": ("a.jsonl.gz", lambda: chain([b'{"title": "T"}\n'], repeat(b" " * MB, 5000))),
    "a gzip bomb of 500 MB: blank lines": ("a.jsonl.gz", lambda: chain([b'{"title": "T"}\n'], repeat(b"\n" * MB, 500))),
    "16 MB of headings": ("a.md", lambda: repeat(b"# a\n\n", 16 * MB // 5)),
    "16 MB of stars": ("a.md", lambda: repeat(b"**a ", 16 * MB // 4 - 1)),
    "16 MB of brackets": ("a.md", lambda: repeat(b"[", 16 * MB)),
    "16 MB of references": (
        "a.md",
        lambda: chain([b"# T\n\nWords.\n\n# References\n"], repeat(b"Doe J. A.\n", 16 * MB // 10 - 9)),
    ),
}


def main() -> None:
    """Print the table."""
    print("| input | size | outcome | seconds | peak memory |")
    print("|---|---|---|---|---|")
    least = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for what, (name, pieces) in FILES.items():
            path = Path(folder) / name
            with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as file:
                file.writelines(pieces())
            child = subprocess.run(
                [sys.executable, "-m", "benchmarks.hostile", str(path)], capture_output=True, text=True, check=True
            )
            found = json.loads(child.stdout)
            least = least or found["peak"]
            size = path.stat().st_size / MB
            peak = f"{found['peak'] - least:,.0f} MB"
            print(f"| {what} | {size:,.1f} MB | {found['outcome']} | {found['seconds']:.1f} | {peak} |", flush=True)
            path.unlink()


def measure(path: Path) -> dict[str, object]:
    """What becomes of one file, in seconds of this process, and the most memory that it held, in MB."""
    papers, errors, last = 0, 0, ""
    started = time.perf_counter()
    for found in read(path):
        if isinstance(found, Paper):
            papers += 1
        else:
            errors, last = errors + 1, str(found).removeprefix(f"{path}:").strip()
    outcome = "; ".join(filter(None, [f"{papers:,} read" if papers or not errors else "", last.replace("|", "\\|")]))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {"outcome": outcome + (f" ({errors:,} such lines)" if errors > 1 else ""), "seconds": seconds, "peak": peak}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
