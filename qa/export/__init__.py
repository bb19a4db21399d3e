"""An answer in the forms that others read: reference managers, spreadsheets, documents."""

from pathlib import Path

from index.errors import VesicleError
from qa.export.bibtex import to_bibtex
from qa.export.csl import to_csl
from qa.export.evidence import to_csv
from qa.export.markdown import to_markdown
from qa.export.papers import cited_papers
from qa.export.reference_list import reference_list
from qa.export.ris import to_ris
from qa.records import Answer

FORMS = ("ris", "bibtex", "csl", "csv", "markdown", "bibliography")
"""What an answer can be exported as."""
STYLED = ("markdown", "bibliography")
"""The forms with a formatted list of references."""

__all__ = ["FORMS", "STYLED", "export"]


def export(answer: Answer, form: str, style: Path | None = None) -> str:
    """The papers that an answer cites, or what it quotes, as a document.

    form: "ris", "bibtex" or "csl" (CSL-JSON) for the papers, each once, in the order of their first citation;
    "csv" for a table of the quotes, "markdown" for the whole answer, "bibliography" for a formatted list.
    style: a CSL style for the list, such as those of https://www.zotero.org/styles; Vancouver when None.
    An answer that abstained cites nothing: its document is empty, but valid; "markdown" gives the reason.
    Raises VesicleError for a form or a style that is none.

    >>> from qa import ask
    >>> print(export(ask("Why do most cancer patients die?"), "bibliography").splitlines()[0])
    ... # doctest: +NORMALIZE_WHITESPACE
    1. Abe C, Bhaswant M, Miyazawa T, Miyazawa T. The Potential Use of Exosomes in Anti-Cancer Effect Induced by
    Polarized Macrophages. Pharmaceutics. 2023;15(3):1024. doi: 10.3390/pharmaceutics15031024.
    """
    if style and form not in STYLED:
        raise VesicleError(f"style {style}: {form} has no formatted references; use it with {' or '.join(STYLED)}")
    cited = cited_papers(answer)
    match form:
        case "ris":
            return to_ris(cited)
        case "bibtex":
            return to_bibtex(cited)
        case "csl":
            return to_csl(cited)
        case "csv":
            return to_csv(answer)
        case "markdown":
            return to_markdown(answer, cited, style)
        case "bibliography":
            return "".join(f"{entry}\n" for entry in reference_list(cited, style))
    raise VesicleError(f"form {form!r}: an answer cannot be exported as that; choose from {', '.join(FORMS)}")
