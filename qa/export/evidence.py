"""The evidence of an answer as a table: one row a citation."""

import io

from index.evidence_table import write_csv
from index.information import STATUS_WORDS
from index.text import normalise, one_line
from qa.records import Answer, Citation

COLUMNS = (
    *("number", "sentence", "quote", "whose_words", "section", "page", "start", "end"),
    *("title", "authors", "journal", "year", "doi", "pmid", "study_types", "species", "retraction_status"),
)
WORDS = {"paper": "paper", "digest": "Vesicle’s summary", "record": "record"}
"""Whose words a quote is, by the source of its citation."""


def to_csv(answer: Answer) -> str:
    """A table of `COLUMNS`, safe to open in a spreadsheet.

    sentence: of the answer, that the quote supports; the quote itself where none names its number.
    retraction_status: what became of the paper, such as "retracted 2021-05-03".
    """
    file = io.StringIO()
    write_csv((_row(answer, citation) for citation in answer.citations), file, COLUMNS)
    return file.getvalue()


def _row(answer: Answer, citation: Citation) -> dict[str, object]:
    paper = citation.paper
    supported = [sentence.text for sentence in answer.sentences if citation.number in sentence.citations]
    return {
        "number": citation.number,
        "sentence": normalise(" ".join(supported)) or citation.quote,
        "quote": citation.quote,
        "whose_words": WORDS[citation.source],
        "section": citation.passage.section,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "title": one_line(paper.title),
        "authors": [*map(one_line, paper.authors)],
        "journal": paper.journal,
        "year": paper.year,
        "doi": paper.doi,
        "pmid": paper.pmid,
        "study_types": list(paper.study_types),
        "species": list(paper.species),
        "retraction_status": [" ".join(filter(None, [STATUS_WORDS[one.status], one.date])) for one in paper.notices],
    }
