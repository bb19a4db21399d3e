"""PDF: what is read of a page, in which order, and what is left out."""

import gzip
import os
import re

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from index.records import Paper
from index.sources import read
from tests.index.sources.pdfs import COLUMN, GUTTER, LEFT, TOP, WIDTH, Sheets, article, sentences

RIGHT = LEFT + COLUMN + GUTTER


@pytest.fixture
def paper_of(tmp_path):
    def paper_of(content: bytes | Sheets) -> Paper:
        path = tmp_path / "a.pdf"
        path.write_bytes(content if isinstance(content, bytes) else content.made())
        paper = next(iter(read(path)))
        assert isinstance(paper, Paper), paper
        return paper

    return paper_of


def text_of(paper: Paper) -> str:
    return "\n".join(section.text for section in paper.sections)


def section_of(paper: Paper, heading: str) -> str:
    return next(section.text for section in paper.sections if section.heading == heading)


def one_page(*paragraphs, top=TOP, **style) -> Sheets:
    """A page with a heading and paragraphs in one column."""
    sheets = Sheets()
    sheets.line(LEFT, top, "Introduction", font="Times-Bold", size=13)
    y = top - 20
    for lines in paragraphs:
        y = sheets.lines(LEFT, y, lines, **style) - 8
    return sheets


def test_a_paper_in_two_columns_is_read_column_by_column_with_its_title_sections_doi_and_pages(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(article())
    paper, *references = read(path)
    assert (paper.title, paper.id, paper.origin) == (
        "Made-up vesicles and the cells that take them up",
        "doi:10.1000/made.up",
        "pdf",
    )
    assert [section.heading for section in paper.sections] == ["Abstract", "Introduction"]
    abstract, body = paper.sections
    assert abstract.text == sentences(5, "dose")
    names = ("al", "ar", "bl", "br", "cl", "cr")
    places = [(body.text.index(f"sample {name} number 0"), "abc".index(name[0]) + 1) for name in names]
    assert [start for start, _ in places] == sorted(start for start, _ in places)
    assert all(body.page_at(start) == page for start, page in places)
    assert body.text.replace("\n", " ") == " ".join(
        sentences(5 if name == "cr" else 9, f"sample {name}") for name in names
    )
    assert [(one.id, one.kind, one.cited_by) for one in references[:1]] == [
        ("doi:10.1000/ref1", "reference", (paper.id,))
    ]
    assert [one.title for one in references][1:] == ["Roe R. Cells. J Ex. 2018;2:3."]


def test_running_heads_and_page_numbers_are_left_out(paper_of):
    text = text_of(paper_of(article()))
    assert "Journal of Examples" not in text
    assert "doi.org" not in text
    assert not re.search(r"\b10[123]\b", text)


def test_a_pdf_in_gzip_is_read(tmp_path):
    path = tmp_path / "a.pdf.gz"
    path.write_bytes(gzip.compress(article()))
    assert next(iter(read(path))).doi == "10.1000/made.up"


def test_a_pdf_is_told_by_its_mark_within_the_first_1024_bytes(tmp_path, paper_of):
    assert paper_of(b"\r\n<!-- fetched -->\n" + article()).doi == "10.1000/made.up"
    (tmp_path / "b.pdf").write_bytes(b" " * 2000 + article())
    (error,) = read(tmp_path / "b.pdf")
    assert "text of no format" in str(error)


def test_words_that_a_line_end_divides_are_whole_again_and_hyphens_of_names_stay(paper_of):
    text = text_of(
        paper_of(
            one_page(
                [
                    "The macrophages took up dose-dependent amounts, and the mac-",
                    "rophages were then treated with anti-",
                    "PD-1 and with miR-",
                    "21-5p, which is a dose-",
                    "dependent effect of polymer-",
                    "ase and of hyper-",
                    "and hypomethylation in cells with-",
                    "out it.",
                ]
            )
        )
    )
    assert text == (
        "The macrophages took up dose-dependent amounts, and the macrophages were then treated with anti-PD-1 and with"
        " miR-21-5p, which is a dose-dependent effect of polymerase and of hyper- and hypomethylation in cells without"
        " it."
    )


def test_ligatures_are_letters(paper_of):
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    sheets = one_page(["The ﬂow of puriﬁed vesicles was kept up for the whole of the day."], font="Vera")
    assert text_of(paper_of(sheets)) == "The flow of purified vesicles was kept up for the whole of the day."


def test_a_sentence_that_a_column_a_figure_and_a_page_divide_is_one(paper_of):
    sheets = Sheets()
    for page in range(3):
        sheets.flow(LEFT, TOP, sentences(12, f"left {page}"))
        y = sheets.flow(RIGHT, TOP, sentences(4, f"right {page}"))
        if page == 0:
            sheets.lines(
                RIGHT, y, ["These vesicles, which came from cells of", "the bone marrow of many mice, were then"]
            )
            sheets.picture(RIGHT, 300, COLUMN, 100)
            sheets.lines(RIGHT, 280, ["Figure 1. Uptake over time.", "Mean of three mice."], size=8)
            sheets.line(RIGHT, 240, "given to the macrophages in the spleen and")
        if page == 1:
            sheets.line(LEFT, TOP + LEADING_, "were killed within a day. Then they healed.")
        sheets.page()
    paper = paper_of(sheets)
    text = text_of(paper)
    assert (
        "These vesicles, which came from cells of the bone marrow of many mice, were then given to the macrophages in"
        " the spleen and were killed within a day." in text
    )
    assert section_of(paper, "Figures and tables") == "Figure 1. Uptake over time. Mean of three mice."
    (body,) = (section for section in paper.sections if "bone marrow" in section.text)
    sentence = body.text.index("These vesicles")
    assert body.page_at(sentence) == 1
    assert body.page_at(body.text.index("were killed")) == 2


LEADING_ = 12


def test_line_numbers_of_a_manuscript_are_left_out(paper_of):
    sheets = Sheets()
    for page in range(2):
        y, number = TOP, 30 * page
        for line in sentences(20, ("left", "right")[page]).replace(". ", ".\n").split("\n"):
            number += 1
            sheets.line(30, y, str(number), size=8)
            y = sheets.lines(LEFT, y, [line])
        sheets.page()
    assert text_of(paper_of(sheets)).replace("\n", " ") == f"{sentences(20, 'left')} {sentences(20, 'right')}"


def test_headings_are_told_by_type_number_and_name_and_what_is_no_evidence_is_left_out(paper_of):
    sheets = Sheets()
    sheets.line(LEFT, TOP, "A study of vesicles in mice", font="Helvetica-Bold", size=18)
    y = TOP - 40
    for heading, font, size in (
        ("1. INTRODUCTION", "Times-Roman", 10),
        ("2. Results", "Times-Bold", 13),
        ("2.1 Uptake by macrophages", "Times-Bold", 10),
        ("2.2. What M2 cells do", "Times-Bold", 10),
        ("Killing of tumour cells", "Times-Italic", 10),
        ("Discussion", "Times-Bold", 13),
        ("Acknowledgements", "Times-Bold", 13),
        ("Funding", "Times-Bold", 13),
    ):
        sheets.line(LEFT, y - 10, heading, font=font, size=size)
        y = sheets.flow(LEFT, y - 26, sentences(2, heading.split()[-1].lower()), width=460) - 4
    paper = paper_of(sheets)
    assert paper.title == "A study of vesicles in mice"
    assert [section.heading for section in paper.sections] == [
        "Introduction",
        "Results",
        "Results > Uptake by macrophages",
        "Results > What M2 cells do",
        "Results > What M2 cells do > Killing of tumour cells",
        "Discussion",
    ]
    assert "acknowledgements number" not in text_of(paper)


def test_greek_letters_powers_and_names_of_genes_stay_as_they_are(paper_of):
    greek = ("α", "Symbol", 10, 0)
    line = [
        [
            "TNF-",
            greek,
            " fell (p < 0.05) in 3 × 10",
            ("6", "Times-Roman", 6, 4),
            " CD4",
            ("+", "Times-Roman", 6, 4),
            " cells",
        ],
        ["and miR-21-5p rose to 5 mg per cm", ("2", "Times-Roman", 6, 4), " in H", ("2", "Times-Roman", 6, -2), "O."],
    ]
    assert text_of(paper_of(one_page(line))) == (
        "TNF-α fell (p < 0.05) in 3 × 10^6 CD4+ cells and miR-21-5p rose to 5 mg per cm2 in H2O."
    )


def raised(words: str) -> tuple[str, str, float, float]:
    return words, "Times-Roman", 6, 4


def test_superscript_numbers_of_references_are_left_out(paper_of):
    lines = [
        ["The vesicles enter cells", raised("12"), " and carry miR-21", raised("3–5,7"), " to them.", raised("8")],
        ["They then heal", raised("9"), ", which was seen in mice", raised("10,11"), "."],
    ]
    assert text_of(paper_of(one_page(lines))) == (
        "The vesicles enter cells and carry miR-21 to them. They then heal, which was seen in mice."
    )


def test_raised_numbers_stay_in_a_paper_that_cites_by_name(paper_of):
    cited = "It was seen before (Doe et al., 2019), and again (Roe, 2020), but never since (Doe, 2021)."
    lines = [["Flies of the strain wnd", raised("3"), " were kept."], cited, cited]
    assert "the strain wnd3 were kept" in text_of(paper_of(one_page(lines)))


def test_tables_and_the_words_in_figures_are_left_out(paper_of):
    sheets = Sheets()
    y = sheets.flow(LEFT, TOP, sentences(6), width=460)
    sheets.line(LEFT, y - 20, "Table 1. Doses of the vesicles.", font="Times-Bold", size=9)
    for row in range(6):
        for cell in range(4):
            sheets.line(LEFT + 110 * cell, y - 40 - 12 * row, f"cell {row}.{cell}", size=9)
    sheets.picture(LEFT, y - 260, 300, 120)
    sheets.line(LEFT + 20, y - 200, "Time (h)", font="Helvetica", size=6)
    sheets.flow(LEFT, y - 300, sentences(6, "mouse"), width=460)
    paper = paper_of(sheets)
    assert "cell 2.1" not in text_of(paper)
    assert "Time (h)" not in text_of(paper)
    assert section_of(paper, "Figures and tables") == "Table 1. Doses of the vesicles."
    assert section_of(paper, "Main text").replace("\n", " ") == f"{sentences(6)} {sentences(6, 'mouse')}"


@pytest.mark.parametrize("said", ["Microsoft Word - paper_v2.docx", "untitled", "manuscript.pdf", "s41467-020", ""])
def test_the_title_is_what_the_page_shows_where_the_file_says_none(paper_of, said):
    assert paper_of(article(title=said)).title == "Made-up vesicles and the cells that take them up"


def test_a_title_of_two_words_is_one_when_file_and_page_agree(paper_of):
    for told, shown, title in (
        ("Vesicle Counts", "Vesicle Counts", "Vesicle Counts"),
        ("", "Vesicle Counts", "Cells take vesicles up."),
        ("Review Article", "Review Article", "Cells take vesicles up."),
    ):
        sheets = Sheets(title=told)
        sheets.line(LEFT, TOP, shown, font="Times-Bold", size=18)
        sheets.line(LEFT, TOP - 60, "Introduction", font="Times-Bold", size=13)
        sheets.lines(LEFT, TOP - 80, ["Cells take vesicles up."])
        assert paper_of(sheets).title == title


def test_the_title_of_the_file_is_taken_when_the_page_shows_it(paper_of):
    sheets = Sheets(title="Vesicles that heal the hearts of mice")
    sheets.line(LEFT, TOP, "NATURE OF MADE-UP RESEARCH", size=24)
    sheets.line(LEFT, TOP - 40, "Vesicles that heal the hearts of mice", font="Times-Bold", size=14)
    sheets.flow(LEFT, TOP - 80, sentences(6), width=460)
    assert paper_of(sheets).title == "Vesicles that heal the hearts of mice"


def test_authors_are_taken_from_the_file_only_when_its_first_page_prints_them(paper_of):
    def written_by(names: str) -> tuple[str, ...]:
        sheets = Sheets()
        sheets.canvas.setAuthor(names)
        sheets.line(LEFT, TOP, "Vesicles that heal the hearts of mice", font="Times-Bold", size=16)
        sheets.line(LEFT, TOP - 20, "Jane Doe and Richard Roe")
        sheets.flow(LEFT, TOP - 80, sentences(6), width=460)
        return paper_of(sheets).authors

    assert written_by("Jane Doe, Richard Roe") == ("Jane Doe", "Richard Roe")
    assert written_by("typist") == ()
    assert written_by("Ann Typist") == ()


def test_a_doi_that_is_only_cited_is_not_the_papers_own(paper_of):
    sheets = one_page(["As was shown before (https://doi.org/10.1000/other), the vesicles are taken up by the cells."])
    sheets.line(LEFT, 500, "References", font="Times-Bold", size=13)
    sheets.line(LEFT, 480, "1. Doe J. Vesicles. J Ex. 2019. doi:10.1000/cited")
    assert paper_of(sheets).doi is None


def test_identifiers_and_the_date_printed_at_the_front_are_the_papers_own(paper_of):
    sheets = Sheets()
    sheets.line(LEFT, TOP, "Vesicles that heal the hearts of mice", font="Times-Bold", size=16)
    sheets.line(LEFT, TOP - 20, "Received: 3 May 2019; Accepted: 2 June 2019; Published: 4 January 2020", size=8)
    sheets.line(LEFT, TOP - 32, "DOI: 10.1000/heal.7   PMID: 1234567   PMCID: PMC7654321", size=8)
    sheets.line(LEFT, TOP - 60, "Introduction", font="Times-Bold", size=13)
    sheets.flow(LEFT, TOP - 80, sentences(6), width=460)
    paper = paper_of(sheets)
    assert (paper.doi, paper.pmid, paper.pmcid, paper.year) == ("10.1000/heal.7", "1234567", "PMC7654321", 2020)


def test_pages_that_lie_on_their_side_and_marks_up_the_margin_are_told_apart(paper_of):
    sheets = Sheets()
    sheets.canvas.setPageRotation(90)
    sheets.canvas.translate(WIDTH, 0)
    sheets.canvas.rotate(90)
    sheets.flow(LEFT, 400, sentences(8), width=600)
    sheets.page()
    sheets.flow(LEFT, TOP, sentences(8, "mouse"), width=460)
    sheets.canvas.translate(20, 100)
    sheets.canvas.rotate(90)
    sheets.line(0, 0, "Made-up preprint, not peer reviewed")
    text = text_of(paper_of(sheets)).replace("\n", " ")
    assert text == f"{sentences(8)} {sentences(8, 'mouse')}"


def test_a_numbered_list_of_references_is_one_record_an_entry_however_its_lines_fall(tmp_path):
    sheets = one_page(["The vesicles are taken up by the cells, and they heal them within a day."])
    sheets.line(LEFT, 600, "References", font="Times-Bold", size=13)
    sheets.lines(
        LEFT,
        580,
        [
            "[1] Doe J, Roe R. Vesicles of the mac-",
            "rophages of mice. J Ex. 2019.",
            "[2] Roe R. Cells that heal. J Ex. 2018. doi:10.1000/cells",
            "[3] Poe E. More vesicles. J Ex. 2017.",
        ],
    )
    (tmp_path / "a.pdf").write_bytes(sheets.made())
    _, *references = read(tmp_path / "a.pdf")
    assert [one.title for one in references] == [
        "Doe J, Roe R. Vesicles of the macrophages of mice. J Ex. 2019.",
        "Roe R. Cells that heal. J Ex. 2018. doi:10.1000/cells",
        "Poe E. More vesicles. J Ex. 2017.",
    ]
    assert references[1].doi == "10.1000/cells"


@pytest.mark.parametrize("name", [b"\xce\xb2 \xe4\xb8\xad.pdf", b"\xff not UTF-8.pdf"])
def test_a_file_of_any_name_is_read(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(article())
    assert next(iter(read(path))).id == "doi:10.1000/made.up"
