"""BibTeX and biblatex: macros, LaTeX, names, and entries that are damaged."""

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Notice, Paper, Section
from index.sources.bibtex import read
from index.sources.latex import decoded
from index.sources.stream import Limits, Stream
from index.text import one_line
from tests.index.sources.checks import papers_and_errors_only

ZOTERO = r"""
@article{abelVesicles2021,
  title = {Vesicles of {{Foamy}} Macrophages Carry {$\alpha$}-Foo -- \textit{in Vivo}},
  author = {Abel, Dora X. and M{\"u}ller, J{\"o}rg and {Vesicle and Cell Consortium} and de la Baz, Anna and others},
  year = {2021},
  month = may,
  journal = {Journal of Foo \& Bar},
  volume = {12},
  number = {3},
  pages = {101--110},
  publisher = {Foo Press},
  doi = {10.1000/FOO\_101},
  urldate = {2021-06-01},
  abstract = {Background: 50\% of cells {$<$}5 {\textmu}m. Results: 10\textsuperscript{3} of
    CD4$^{+}$, H$_2$O, p{$<$}0.05.},
  langid = {english},
  pmcid = {PMC9000001},
  pmid = {90000001},
  keywords = {exosome,macrophage},
  file = {/home/x/a.pdf}
}
"""
BIBLATEX = """% exported
@comment{jabref-meta: databaseType:biblatex;}
@preamble{"\\newcommand{\\noop}[1]{}"}
@string{jf = "Journal of " # {Foo}}
@STRING(sup = {Suppl. #1})
@Article{a,
  Author = "Abel, Dora and Smith, Jr., John and Ludwig von Mises and family=Berg, given=Anna, prefix=van",
  title = "A {\\"U}ber-title",
  subtitle = {and more},
  journaltitle = jf # ", " # sup,
  date = {2020-05-01}, eprint = {90000002}, eprinttype = {pubmed}, eid = {e7},
  url = {https://example.org/~abel/a_b%20c--d},
}
"""


def found(data: str | bytes, limits: Limits | None = None) -> list[Paper | SourceError]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "papers.bib")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            with Stream(path, limits) as stream:
                return list(read(stream))
        except SourceError as error:
            return [error]


def test_zotero():
    (paper,) = found(ZOTERO)
    assert (paper.id, paper.title) == ("pmid:90000001", "Vesicles of Foamy Macrophages Carry α-Foo – in Vivo")
    assert paper.authors == ("Abel, Dora X.", "Müller, Jörg", "Vesicle and Cell Consortium", "de la Baz, Anna")
    assert (paper.journal, paper.year, paper.doi) == ("Journal of Foo & Bar", 2021, "10.1000/foo_101")
    assert (paper.pmcid, paper.publication_types) == ("PMC9000001", ("journal article",))
    assert paper.sections == (
        Section("Abstract: Background", "50% of cells <5 µm."),
        Section("Abstract: Results", "10^3 of CD4+, H2O, p<0.05."),
    )
    assert dict(paper.details) == {
        "Publisher": "Foo Press",
        "Volume": "12",
        "Issue": "3",
        "Pages": "101-110",
        "Keywords": "exosome; macrophage",
    }


def test_biblatex_strings_and_every_form_of_a_name():
    (paper,) = found(BIBLATEX)
    assert (paper.pmid, paper.title, paper.year) == ("90000002", "A Über-title: and more", 2020)
    assert paper.authors == ("Abel, Dora", "Smith, John, Jr.", "von Mises, Ludwig", "van Berg, Anna")
    assert paper.journal == "Journal of Foo, Suppl. #1"
    assert paper.url == "https://example.org/~abel/a_b%20c--d"
    assert dict(paper.details) == {"Article number": "e7"}


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"u}\"o\"{a} \'{\i} {\'E}t{\'e} \c{c} \v{S} \H{o} {\o} {\ss} {\aa} {\L}", "üöä í Été ç Š ő ø ß å Ł"),
        (r"{\alpha} $\beta$ \ensuremath{\gamma} $\mu$m {\textgreater} $\leq$ $\pm$", "α β γ μm > ≤ ±"),
        (r"\textit{in} {\em vivo} \emph{very} \unknown{kept}", "in vivo very kept"),
        (r"5\% of \$10 \& A\_B \# \{x\} a\textbackslash{}b", "5% of $10 & A_B # {x} a\\b"),
        ("50% of cells at ~5 nm cost $5 and $6", "50% of cells at ~5 nm cost $5 and $6"),
        ("IL-6--IL-8 --- ``so'' 5'-UTR", "IL-6–IL-8 — “so” 5'-UTR"),
        (r"\href{https://example.org}{here} and \url{https://example.org}", "here and https://example.org"),
        (r"Fig.~1, J.\ Foo, x\,y", "Fig. 1, J. Foo, x y"),
        (r"ends in \ and $ and {", r"ends in and $ and "),
    ],
)
def test_latex_becomes_text(latex, text):
    assert one_line(decoded(latex)) == one_line(text)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"10{\textsuperscript{6}} $10^{6}$ 10$^{6}$ 10\textsuperscript{6} $10^6$", "10^6 10^6 10^6 10^6 10^6"),
        (r"$10^{-9}$ $10^-9$ 10$^{-}$$^{9}$ $3.2\times10^{-4}$ $10 ^{ {-}9}$", "10^-9 10^-9 10^-9 3.2×10^-4 10^-9"),
        (r"10\textsuperscript{6}--10\textsuperscript{9} $10^{6}$5", "10^6–10^9 10^6 5"),
        (
            r"$\frac{1}{2}$ $\dfrac{1}{2}$ $\tfrac{1}{2}$ $\frac12$ $\frac1{20}$ \frac {1} {2}",
            "1/2 1/2 1/2 1/2 1/20 1/2",
        ),
        (r"$1\frac{1}{2}$ $\frac{a+b}{\frac{1}{3}}$ $\frac\pi2$", "1 1/2 (a+b)/(1/3) π/2"),
        (r"$\sqrt{2}$ $\sqrt2$ $\sqrt{a+1}$ $\sqrt[3]{8}$", "√2 √2 √(a+1) ∛8"),
        (
            r"37$^{\circ}$C $37^\circ$C $37^{\circ}\mathrm{C}$ $37\,^\circ$C 37\textdegree{}C",
            "37°C 37°C 37°C 37 °C 37°C",
        ),
        (r"\SI{5}{\micro\meter} \num{5} \si{\kilo\gram} \qty{5}{\milli\litre}", "5 µm 5 kg 5 ml"),
        (r"\SI{5}{\nano\molar} \SI{5}{\percent} \SI{37}{\celsius} \SI{37}{\degreeCelsius}", "5 nM 5% 37 °C 37 °C"),
        (r"\SI[x=y]{5e-3}{\gram\per\cubic\centi\metre} \SIrange{1}{5}{\second}", "5×10^-3 g/cm^3 1–5 s"),
        (r"H$_2$O CD4$^+$ CD4$^{+}$25 Ca$^{2+}$ $^{18}$F 5 $^{18}$F", "H2O CD4+ CD4+25 Ca2+ 18F 5 18F"),
        (r"p $<$ 0.05, 5\%, $x^2$, 10$^{th}$, 10^6, \textsuperscript{a}1", "p < 0.05, 5%, x2, 10th, 10^6, a1"),
    ],
)
def test_numbers_stay_what_they_are(latex, text):
    (paper,) = found(f"@article{{a, title = {{{latex}}}}}\n")
    assert paper.title == one_line(text)


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "{",
            "^{",
            "$^{",
            r"\frac{",
            r"\frac",
            r"\sqrt{",
            r"\sqrt[",
            r"\textsuperscript{",
            "1$^ $",
            r"\SI{",
            r"\SI[",
            r"\SI{5}{",
        ),
        *(r"\num", "$1^1^$", r"\frac{}{", r"\frac{1}{2}", r"$\frac$", r"\num{1e"),
    ],
)
def test_hostile_latex_takes_linear_time(hostile):
    begun = time.monotonic()
    for latex in (hostile * (10**6 // len(hostile)), hostile + " " * 10**6, r"\SI{" + hostile * 10**5 + "}{"):
        decoded(latex)
    assert time.monotonic() - begun < 20


def test_kinds_of_entries():
    preprint, chapter, review, retracted = found(
        "@misc{p, title={P}, howpublished={bioRxiv}}\n"
        "@incollection{c, title={C}, booktitle={Handbook of Foo}, publisher={Bar Press}}\n"
        "@article{r, title={R}, type={Review}}\n"
        "@article{w, title={{WITHDRAWN: Vesicles}}, note={PMID: 90000003; PMCID: PMC9000003}}\n"
    )
    assert preprint.publication_types == ("preprint",)
    assert (chapter.publication_types, dict(chapter.details)["Published in"]) == (("book chapter",), "Handbook of Foo")
    assert review.publication_types == ("journal article", "review")
    assert (retracted.notices, retracted.pmid) == ((Notice("retracted", None, "title"),), "90000003")


def test_keys_and_fields_that_are_there_twice_and_entries_on_one_line_are_read():
    papers = found(
        "@article{a, title={A}, Title={B}}\n@article{a, title={C}}@book{b, title={D}} @online(c, title={E})\n"
    )
    assert [paper.title for paper in papers] == ["A", "C", "D", "E"]


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b"@article{key, title = {Unclosed,\n year = 2000\n}\n", "entry key is damaged or cut off"),
        (b'@article{key, title = "Unclosed, year = 2000}\n', "entry key is damaged or cut off"),
        (b"@article{key, title {No equals sign}}\n", "entry key is damaged or cut off"),
        (b"@article{key, year = 2000}\n", "entry key has neither a title nor an abstract"),
        (b"@article{key, title = {caf\xe9}}\n", "not UTF-8"),
        (b"@article{key, title = {\n" + b"x\n" * 2000 + b"}}\n", "a record of more than 0.002 MB"),
    ],
)
def test_a_bad_entry_is_named_and_the_others_are_read(bad, cause):
    good = b"@article{good,\n title = {Good}\n}\n"
    first, error, last = found(good + bad + good, Limits(record=2000, file=10**6, seconds=60))
    assert (first.title, last.title) == ("Good", "Good")
    assert f"papers.bib:4: {cause}" in str(error)
    assert "; " in str(error)


def test_strings_that_grow_without_end_are_left_out():
    doubling = "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 60))
    (paper,) = found("@string{s0 = {0123456789}}\n" + doubling + "@article{a, title = {T}, journal = s59}\n")
    assert len(paper.journal or "") < 20_000


@pytest.mark.parametrize(
    "hostile", ["{" * 10**6, "@article{" * 10**5, "@article{a, title={" + "{" * 10**6, "@" * 10**6]
)
def test_a_hostile_file_is_one_error_soon(hostile):
    (error,) = found(hostile)
    assert isinstance(error, SourceError)


def test_nothing_is_written_beside_the_errors(capfd):
    found("@article{a, title = {\n@article{b\n")
    assert capfd.readouterr() == ("", "")


@given(st.binary(max_size=300))
def test_any_bytes_give_papers_and_errors_only(data):
    papers_and_errors_only(found(data))
    papers_and_errors_only(found(b"@article{a, title = {" + data + b"}, author = {" + data + b"}}"))


@given(st.text(alphabet="\\{}$^_~`'\"-=.,#@ aiu\n", max_size=60))
def test_any_latex_gives_papers_and_errors_only(latex):
    papers_and_errors_only(found(f"@article{{a, title = {{{latex}}}, author = {{{latex}}}, journal = {latex}\n}}"))


WHOLE = (ZOTERO + BIBLATEX).encode()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_file_cut_or_damaged_anywhere_gives_papers_and_errors_only(cut, at, byte):
    data = bytearray(WHOLE)
    papers_and_errors_only(found(bytes(data[:cut])))
    data[at] = byte
    papers_and_errors_only(found(bytes(data)))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(one_line)
NAME = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12).filter(lambda name: name != "and")
CODES = {
    **{character: "\\" + character for character in "{}$&#%_"},
    **{character: "{" + character + "}" for character in "-'`"},
    "\\": "{\\textbackslash}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
}


@given(WORDS, st.lists(st.tuples(NAME, NAME), max_size=4), st.integers(1700, 2099), st.integers(1, 10**8))
def test_what_is_written_is_read_back(title, authors, year, number):
    code = "".join(CODES.get(character, character) for character in title)
    names = [f"{family}, {given_name}" for family, given_name in authors]
    fields = f"title = {{{code}}}, author = {{{' and '.join(names)}}}, year = {year}, doi = {{10.1000/x{number}}}"
    (paper,) = found(f"@article{{k{number}, {fields}}}\n")
    assert (paper.title, paper.year, paper.doi) == (one_line(title), year, f"10.1000/x{number}")
    assert paper.authors == tuple(dict.fromkeys(map(one_line, names)))
