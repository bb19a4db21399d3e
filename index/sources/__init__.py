"""Sources: files of papers in any format that is read here, told apart by what is in them.

| format | told by | module |
|---|---|---|
| JATS XML | root ``article``, ``articles``, ``pmc-articleset`` or ``OAI-PMH`` | `jats` |
| PubMed XML | root ``PubmedArticleSet``, ``PubmedArticle``, ``PubmedBookArticle`` | `pubmed` |
| MEDLINE (PubMed's own text, .nbib) | a line ``PMID- 123`` | `medline` |
| RIS | a line ``TY  - JOUR`` | `ris` |
| BibTeX | ``@article{key,`` after comments | `bibtex` |
| CSL JSON | a list of objects, or ``{"items": [...]}`` | `csl` |
| JSON Lines | one object a line, or the name ``.jsonl`` | `jsonl` |
| a page saved as text, as the review's is | lines ``Reference118 articles.``, ``Cited by 1 articles`` | `page` |
| a web page | ``<!DOCTYPE html>``, root ``html``, ``head`` or ``body``, or the names ``.html .htm .xhtml`` | `html` |
| PDF, one paper a file | ``%PDF-`` within its first 1,024 bytes | `pdf` |
| text and Markdown, one paper a file | the names ``.txt .text .md .markdown``, when it is text | `plain` |

Each may be compressed with gzip. A module has one function, ``read(stream) -> Iterator[Paper | SourceError]``.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.errors import SourceError
from index.records import Paper
from index.sources.formats import format_of, reader
from index.sources.refusal import refusal
from index.sources.stream import Limits, Stream
from index.sources.walk import files

__all__ = ["Limits", "files", "read", "read_file"]

MOST_AUTHORS = 20_000
MOST_TITLE_CHARACTERS = 10_000
_MOST_REASON = 200


def read(path: Path, limits: Limits | None = None) -> Iterator[Paper | SourceError]:
    """The papers in a file, or in all files of a folder in sorted order.

    Hidden files are left out; links that lead out of the folder are not followed. Whatever cannot be read is yielded
    as a SourceError in its place, never raised, so that one bad document does not stop the others.

    limits: on each file; default those of the settings.

    >>> [str(problem) for problem in read(Path("/no/such/place"))]
    ['/no/such/place: no such file or folder; check the path']
    """
    for found in files(path):
        yield from [found] if isinstance(found, SourceError) else read_file(found, limits)


def read_file(path: Path, limits: Limits | None = None) -> Iterator[Paper | SourceError]:
    """The papers in one file, as `read` gives them."""
    try:
        with Stream(path, limits) as stream:
            origin, is_empty = format_of(stream), True
            for found in reader(origin)(stream):
                is_empty = False
                stream.check_time()
                with stream.waiting():
                    yield found if isinstance(found, SourceError) else _bounded(replace(found, origin=origin), path)
            if is_empty:
                yield stream.refused("no paper in it", "check that it is the right file")
    except SourceError as error:
        yield error
    except OSError as error:
        yield refusal(path, f"cannot be read ({error.strerror or error})", "check the path and its permissions")
    except (MemoryError, RecursionError):
        yield refusal(path, "too large or too deeply nested to be read", "split it")
    except Exception as error:  # whatever a reader did not foresee must not stop the other files
        reason = f"{type(error).__name__}: {error}"[:_MOST_REASON]
        yield refusal(path, f"cannot be read ({reason})", "correct the file, or leave it out")


def _bounded(paper: Paper, path: Path) -> Paper | SourceError:
    """The paper, unless a field of it is of a size that no paper has."""
    if len(paper.authors) > MOST_AUTHORS:
        cause = f"{paper.id} has {len(paper.authors):,} authors, more than {MOST_AUTHORS:,}"
    elif len(paper.title) > MOST_TITLE_CHARACTERS:
        cause = f"{paper.id} has a title of {len(paper.title):,} characters, more than {MOST_TITLE_CHARACTERS:,}"
    else:
        return paper
    return refusal(path, cause, "correct the record")
