"""An answer in the forms of others: each is read again by a parser of that form, and nothing is lost or added."""

import csv
import io
import json
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser.middlewares as bib
import citeproc
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pylatexenc.latex2text import LatexNodes2Text

from index.errors import VesicleError
from index.records import Notice, Paper, Passage, Section
from index.sources import read
from index.text import normalise, one_line
from qa import Answer, Citation, ask
from qa.export import FORMS, export
from qa.export.papers import SUMMARY_READ, split_name
from qa.export.text import to_text
from qa.records import Sentence

ROOT = Path(__file__).parents[2]
HARVARD = Path(citeproc.STYLES_PATH) / "harvard-cite-them-right.csl"
REFERENCES = ("ris", "bibtex", "csl")
SUFFIX = {"ris": ".ris", "bibtex": ".bib", "csl": ".json"}
QUESTION = "How does miR-934 polarize macrophages?"


def answer(*papers: Paper, cite: bool = True, question: str = "Why?") -> Answer:
    """An answer that quotes the first section of each paper, whole."""
    citations, sentences = [], []
    for number, paper in enumerate(papers, 1):
        text, end = paper.sections[0].text, len(paper.sections[0].text)
        passage = Passage(f"{paper.id}#0:0-{end}", paper, 0, paper.sections[0].heading, 0, end, ((0, end),), text)
        citations.append(Citation(number, passage, 0, end))
        sentences.append(Sentence(text, (number,) if cite else (), "quoted"))
    return Answer(question, tuple(sentences), tuple(citations), tuple(one.passage for one in citations))


def paper(title: str = "A title", quote: str = "It is so.", **known: Any) -> Paper:
    return Paper("pmid:1", title, sections=(Section("Abstract", quote),), **known)


def bibtex_entries(document: str) -> list[dict[str, Any]]:
    """Entries with their LaTeX read, and authors taken apart as BibTeX takes them apart."""
    library = parse_string(document, append_middleware=[bib.SeparateCoAuthors(), bib.SplitNameParts()])
    assert not library.failed_blocks

    def plain(latex: str) -> str:
        return LatexNodes2Text(keep_comments=True).latex_to_text(latex).replace("\u02c6", "^")

    entries = []
    for entry in library.entries:
        fields = {field.key: field.value for field in entry.fields}
        names = [
            tuple(" ".join(map(plain, part)) for part in (one.von + one.last, one.first, one.jr) if part)
            for one in fields.pop("author", [])
        ]
        text = {name: value if name in ("doi", "url") else plain(value) for name, value in fields.items()}
        entries.append({"key": entry.key, "kind": entry.entry_type, "author": names, **text})
    return entries


def rows(exported: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(exported, "csv"))))


def shown(document: str) -> tuple[list[str], list[str]]:
    """What a reader of Markdown sees: the text of every block, and the texts in block quotes."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)
    blocks, quotes, depth = [], [], 0
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        assert token.type.split("_")[0] in {"heading", "paragraph", "inline", "blockquote", "bullet", "list"}
        if token.type == "inline":
            (quotes if depth else blocks).append("".join(map(_text, token.children or [])))
    return blocks, quotes


def _text(token: Token) -> str:
    assert token.type in {"text", "hardbreak"}, f"{token.type} is markup: {token.content}"
    return token.content or "\n"


@pytest.fixture(scope="module")
def answered(shipped: Path, review: Path) -> Answer:
    """Real answers in one: a study by its digest, then the review, then the study again."""
    study, paper = ask(QUESTION, index=shipped), ask("Why do most cancer patients die?", index=review)
    citations = [study.citations[0], *paper.citations, *study.citations]
    sentences = [Sentence(one.quote, (number,), "quoted") for number, one in enumerate(citations, 1)]
    numbered = [replace(one, number=number) for number, one in enumerate(citations, 1)]
    return replace(study, sentences=tuple(sentences), citations=tuple(numbered))


def test_each_cited_paper_is_there_once_in_the_order_of_its_first_citation(answered: Answer) -> None:
    titles = list(dict.fromkeys(one.paper.title for one in answered.citations))
    assert 1 < len(titles) < len(answered.citations)
    assert [one["title"] for one in rispy.loads(export(answered, "ris"))] == titles
    assert [one["title"] for one in bibtex_entries(export(answered, "bibtex"))] == titles
    assert [one["title"] for one in json.loads(export(answered, "csl"))] == titles
    lines = export(answered, "bibliography").splitlines()
    for number, (title, line) in enumerate(zip(titles, lines, strict=True), 1):
        assert line.startswith(f"{number}. ")
        assert title.rstrip(".") in line


@pytest.mark.parametrize("form", REFERENCES)
def test_what_is_exported_can_be_added_to_a_library_again(answered: Answer, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"papers{SUFFIX[form]}"
    path.write_text(export(answered, form), "utf-8")
    again = [one for one in read(path) if isinstance(one, Paper)]
    papers = {one.paper.id.removeprefix("digest:"): one.paper for one in answered.citations}
    assert [one.id for one in again] == list(papers)
    kept = ("title", "authors", "journal", "year", "doi", "pmid", "url")
    labels = {"Volume", "Issue", "Pages", "Article number"}
    for old, new in zip(papers.values(), again, strict=True):
        assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
        assert new.details == tuple(detail for detail in old.details if detail[0] in labels)


def test_a_digest_stands_for_its_paper_and_says_what_was_read(answered: Answer) -> None:
    kinds = {one.paper.title: one.paper.kind for one in answered.citations}
    digests = [kind == "digest" for kind in kinds.values()]
    assert digests[:2] == [True, False]
    for notes in (
        [one.get("notes", []) for one in rispy.loads(export(answered, "ris"))],
        [one.get("note", "") for one in bibtex_entries(export(answered, "bibtex"))],
        [one.get("note", "") for one in json.loads(export(answered, "csl"))],
    ):
        assert [SUMMARY_READ in note for note in notes] == digests
    assert "digest:" not in "".join(export(answered, form) for form in FORMS)


def test_a_quote_from_a_file_with_pages_says_on_which_it_begins() -> None:
    section = Section("Results", "It was. It is so.", pages=((0, 3), (8, 4)))
    found = answer(Paper("pmid:1", "A title", sections=(section,)))
    found = replace(found, citations=(replace(found.citations[0], start=8), replace(found.citations[0], number=2)))
    assert [one["page"] for one in found.to_dict()["citations"]] == [4, 3]
    assert found.to_dict()["passages"][0]["page"] == 3
    assert [one["page"] for one in rows(found)] == ["4", "3"]
    assert "Results, page 4" in export(found, "markdown")
    assert to_text(found).splitlines()[-1] == "[1][2] A title (pages 3, 4)"
    (without,) = answer(paper()).to_dict()["citations"]
    assert without["page"] is None
    assert "page" not in export(answer(paper()), "markdown") + to_text(answer(paper()))


def test_a_paper_read_after_its_digest_lends_the_entry_its_record() -> None:
    digest = Paper("digest:pmid:1", "A title", kind="digest", sections=(Section("Vesicle’s summary", "So."),))
    (item,) = json.loads(export(answer(digest, paper(authors=("Abe, C",))), "csl"))
    assert item["author"] == [{"family": "Abe", "given": "C"}]
    assert item["note"] == SUMMARY_READ


def test_the_table_has_a_row_a_citation_with_the_exact_quote(answered: Answer) -> None:
    table = rows(answered)
    assert len(table) == len(answered.citations)
    for row, citation in zip(table, answered.citations, strict=True):
        section = citation.paper.sections[citation.passage.ordinal]
        assert row["quote"] == citation.quote == section.text[int(row["start"]) : int(row["end"])]
        assert row["sentence"] == answered.sentences[citation.number - 1].text
        assert row["whose_words"] == ("Vesicle’s summary" if citation.source == "digest" else citation.source)
        assert (row["title"], row["doi"], row["section"]) == (citation.paper.title, citation.paper.doi, section.heading)
    assert table[0]["study_types"] == "in vitro; animal; human observational"


def test_markdown_shows_the_question_the_answer_the_quotes_and_the_references(answered: Answer) -> None:
    blocks, quotes = shown(export(answered, "markdown"))
    assert quotes == [citation.quote for citation in answered.citations]
    said = [sentence.marked for sentence in answered.sentences]
    assert blocks[: 1 + len(said)] == [QUESTION, *said]
    assert set(answered.notices) <= set(blocks)
    references = blocks[blocks.index("References") + 1 :]
    numbers: dict[str, str] = {}
    for one in answered.citations:
        numbers[one.paper.title] = numbers.get(one.paper.title, "") + f"[{one.number}]"
    assert [line.split(" ")[0] for line in references] == list(numbers.values())
    assert "Abe C, Bhaswant M, Miyazawa T, Miyazawa T. The Potential Use of Exosomes" in references[1]


def test_references_and_records_are_cited_as_far_as_they_are_known(review: Path) -> None:
    question = "Who wrote Quantifying the Ligand-Coated Nanoparticle Delivery to Cancer Cells in Solid Tumors?"
    listed = ask(question, index=review)
    (entry,) = bibtex_entries(export(listed, "bibtex"))
    assert (entry["author"], entry["journal"], entry["year"]) == ([("Dai",)], "ACS Nano", "2018")
    assert "reference list" in entry["note"]
    assert export(listed, "bibliography").startswith("1. Dai. Quantifying the Ligand-Coated Nanoparticle Delivery to")
    assert {row["whose_words"] for row in rows(listed)} == {"record"}


def test_an_answer_that_abstained_cites_nothing_and_its_documents_are_valid(review: Path) -> None:
    none = ask("What is the capital of France?", index=review)
    assert none.abstained
    assert rispy.loads(export(none, "ris")) == []
    assert bibtex_entries(export(none, "bibtex")) == []
    assert json.loads(export(none, "csl")) == []
    assert export(none, "bibliography") == ""
    assert list(csv.reader(io.StringIO(export(none, "csv"))))[1:] == []
    blocks, quotes = shown(export(none, "markdown"))
    assert blocks[:3] == ["What is the capital of France?", none.reason, "Nearest papers, which do not answer this"]
    assert quotes == []


def test_a_retracted_paper_is_marked_in_every_form(tmp_path: Path) -> None:
    gone = answer(paper("Gone.", notices=(Notice("retracted", "2021-05-03", "PubMed"),), journal="Cell"))
    (ris,), (bibtex,), (csl,) = (
        rispy.loads(export(gone, "ris")),
        bibtex_entries(export(gone, "bibtex")),
        json.loads(export(gone, "csl")),
    )
    note = "Retracted 2021-05-03 (according to: PubMed)."
    assert (ris["notes"], ris["keywords"], bibtex["note"], csl["note"]) == ([note], ["retracted"], note, note)
    assert export(gone, "bibliography") == "1. Gone [retracted]. Cell.\n"
    assert "Gone [retracted]" in shown(export(gone, "markdown"))[0][-1]
    assert rows(gone)[0]["retraction_status"] == "retracted 2021-05-03"
    for form in REFERENCES:
        path = tmp_path / f"gone{SUFFIX[form]}"
        path.write_text(export(gone, form), "utf-8")
        assert [one.retraction is not None for one in read(path) if isinstance(one, Paper)] == [True]


def test_another_style_is_given_as_a_file_and_sorts_as_it_says(answered: Answer) -> None:
    lines = export(answered, "bibliography", HARVARD).splitlines()
    assert lines[0].startswith("Abe, C. et al. (2023) “The Potential Use of Exosomes")
    assert any("miR-934 induces macrophage M2" in line for line in lines[1:])
    references = shown(export(answered, "markdown", HARVARD))[0][-len(lines) :]
    assert references[1].startswith("[2]")
    assert "] Abe, C. et al. (2023)" in references[1]


def test_an_unknown_form_names_those_there_are() -> None:
    with pytest.raises(VesicleError, match=r"form 'docx': .*; choose from ris, bibtex, csl, csv, markdown, bibl"):
        export(answer(paper()), "docx")
    with pytest.raises(VesicleError, match=r"ris has no formatted references; use it with markdown or bibliography"):
        export(answer(paper()), "ris", HARVARD)


def test_a_citation_that_no_sentence_names_supports_itself() -> None:
    unnamed = answer(paper(quote="So it is."), cite=False)
    assert rows(unnamed)[0]["sentence"] == "So it is."


CHARACTERS = "{ } \\ % & $ # _ ^ ~ @ | < > \" ' ` * [ ] ( ) ! ? . , ; : = + - /".split()
LATEX = r"\textbf{ \'e `` '' -- @article{x,".split()
WORDS = "外泌体 TNF-α é miR-934 M2 and others exosomes J. III 😀 http://a.b/c_d".split()
MARKUP = ["<script>alert(1)</script>", "[x](javascript:a)", "![i](u)", "&amp;", "&#60;", "<i>", '<span class="nocase">']
LINES = ["1. ", "- ", "# ", "=== ", "--- ", "> ", "    ", "ER  - ", "TI  - x", "=cmd|' /C calc'!A0"]
BETWEEN = ["\n", "\u2028", " ", " and "]
PIECES = st.sampled_from([*CHARACTERS, *LATEX, *WORDS, *MARKUP, *LINES, *BETWEEN])
TEXT = st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=8).map("".join)
TEXT = TEXT.map(lambda text: text.replace("\u02c6", ""))  # as which pylatexenc reads LaTeX's "^"
TITLES = TEXT.filter(one_line)
NAMES = TEXT.map(one_line).filter(bool)


@settings(max_examples=300)
@example(title="@article{x, {", authors=["and, others", "Smith and Sons, A", "{, }"])
@example(title=r"\ 100% --- ``a'' {b}", authors=["a, b, c", "\\, \\", "Müller"])
@given(title=TITLES, authors=st.lists(NAMES, max_size=3))
def test_titles_and_names_are_read_again_as_they_were(title: str, authors: list[str]) -> None:
    hostile = answer(paper(title, authors=tuple(authors)))
    expected = one_line(title)
    names = [tuple(one_line(part) for part in split_name(author)) for author in authors]
    (ris,) = rispy.loads(export(hostile, "ris"))
    assert (ris["title"], ris.get("authors", [])) == (expected, authors)
    (csl,) = json.loads(export(hostile, "csl"))
    assert csl["title"] == expected
    assert [tuple(name.values()) for name in csl.get("author", [])] == names
    (bibtex,) = bibtex_entries(export(hostile, "bibtex"))
    assert (bibtex["title"], bibtex["author"]) == (expected, names)
    assert bibtex["key"].isascii()
    assert bibtex["key"].isalnum()
    with warnings.catch_warnings(action="error"):
        CiteProcJSON([csl])
    for style in (None, HARVARD):
        (entry,) = export(hostile, "bibliography", style).splitlines()
        assert expected.rstrip(".") in entry


@settings(max_examples=300)
@given(title=TITLES, quote=TEXT.map(normalise).filter(bool), question=TITLES)
def test_no_words_of_a_paper_are_markup_or_formulas(title: str, quote: str, question: str) -> None:
    hostile = answer(paper(title, quote), question=question)
    blocks, quotes = shown(export(hostile, "markdown"))
    assert quotes == [quote]
    assert blocks[:2] == [one_line(question), f"{quote} [1]"]
    assert one_line(title).rstrip(".") in blocks[-1]
    (row,) = rows(hostile)
    for field, text in (("title", one_line(title)), ("quote", quote), ("sentence", quote)):
        assert row[field] == (f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text)


@settings(max_examples=50)
@given(papers=st.lists(st.tuples(TITLES, st.lists(NAMES, max_size=1)), min_size=2, max_size=30))
def test_keys_name_one_paper_each(papers: list[tuple[str, list[str]]]) -> None:
    several = answer(
        *(
            Paper(f"pmid:{number}", title, tuple(authors), sections=(Section("Abstract", "So."),))
            for number, (title, authors) in enumerate(papers)
        )
    )
    keys = [entry["key"] for entry in bibtex_entries(export(several, "bibtex"))]
    assert len(set(keys)) == len(papers)
    assert keys == [item["id"] for item in json.loads(export(several, "csl"))]


def test_the_command_prints_a_form_and_says_why_nothing_is_cited(shipped: Path) -> None:
    def qa(question: str, *options: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "qa", question, "--index", str(shipped), *map(str, options)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    ran = qa(QUESTION, "--format", "bibliography", "--style", HARVARD)
    expected = export(ask(QUESTION, index=shipped), "bibliography", HARVARD)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, expected, "")
    ran = qa("What is the capital of France?", "--format", "csl")
    assert (ran.returncode, json.loads(ran.stdout)) == (0, [])
    assert ran.stderr.startswith("nothing is cited: No sentence found in this library answers the question.")
    assert ran.stderr.count("\n") == 1
    ran = qa(QUESTION, "--style", HARVARD)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
