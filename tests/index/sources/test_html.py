"""Web pages: the article is read, what stands around it is not, and what is no article is refused as what it is."""

import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Paper
from index.sources import Limits, html, read
from index.text import normalise, one_line
from tests.index.sources.checks import papers_and_errors_only, taken

LIMITS = Limits(record=1_000_000, file=1_000_000, seconds=60)
HEAD = """
<title>Water in vesicles | Journal of Inventions</title>
<meta name="citation_title" content="Water in &lt;i&gt;vesicles&lt;/i&gt;">
<meta name="citation_author" content="Doe, Jane"><meta name="citation_author" content="Roe, Richard">
<meta name="citation_author_institution" content="Example University">
<meta name="citation_journal_title" content="Journal of Inventions">
<meta name="citation_publication_date" content="2021/03/04">
<meta name="citation_doi" content="doi:10.1000/ABC"><meta name="citation_pmid" content="7">
<meta name="citation_volume" content="15"><meta name="citation_issue" content="3">
<meta name="citation_firstpage" content="101"><meta name="citation_lastpage" content="110">
<meta name="citation_article_type" content="Review Article">
<meta name="citation_keywords" content="water; vesicles">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
"""
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">{HEAD}<style>.x {{color: red}}</style><script>var page = "Chrome.";</script>
</head><body>
<div id="cookie-consent"><p>Chrome: we would like to set cookies, please accept them all.</p></div>
<header><nav><ul><li><a href="/">Chrome journals</a></li></ul></nav></header>
<main><article>
<h1>Water in <i>vesicles</i></h1>
<p class="authors">Jane Doe<sup>1</sup> and Richard Roe<sup>2</sup></p>
<p class="share"><a href="/pdf">Chrome: Download PDF</a></p>
<section><h2>Abstract</h2><p>Vesicles carry water &amp; <em>miR-21</em>.</p></section>
<section><h2>1. Introduction</h2>
<p>Cells drink water.<sup><a href="#ref-CR1">1</a>,<a href="#ref-CR2">2</a></sup> So do vesicles
[<a href="#ref-CR1">1</a>].
<div class="css-a1">Paragraphs may be div elements, with H<sub>2</sub>O and 10<sup>6</sup> CD4<sup>+</sup> cells.</div>
</section>
<section><h2>2. Results</h2><h3>2.1. Uptake</h3>
<p>Uptake rose (p&lt;0.05, <i>n</i>&nbsp;=&nbsp;5 μm), <span class="MathJax_Preview">x2</span>
<math><msup><mi>x</mi><mn>2</mn></msup></math>, see <a href="#fig1">Figure 1</a>.</p>
<div class="related-content"><h4>Chrome reading</h4><p>Chrome: another paper that you may like as well.</p></div>
<figure id="fig1"><img alt="Chrome"><figcaption><b>Figure 1.</b> Water in all the cells.
<a href="/f">Download figure</a></figcaption></figure>
<table><caption>Table 1. Doses of water by cell.</caption><tr><td>Chrome cell</td></tr></table>
<ul><li>first item</li><li>second item</li></ul>
<noscript>Chrome without scripts.</noscript><p hidden>Chrome that is hidden.</p>
<p style="color: red; display:none">Chrome that is not displayed.</p><svg><title>Chrome</title></svg>
</section>
<section><h2>Acknowledgements</h2><p>Chrome: we thank our kettles.</p></section>
<section><h2>Rights and permissions</h2><p>Chrome: all of them are reserved.</p></section>
<section><h2>References</h2><ol class="references">
<li id="ref-CR1">1. Roe R. Atlas of water. J Inv 2018. <a href="https://doi.org/10.1000/one">Article</a>
<a href="https://scholar.example.org">Google Scholar</a></li>
<li id="ref-CR2">2. Poe P. Wet cells (2019). J Inv. <a href="https://pubmed.ncbi.nlm.nih.gov/33213490/">PubMed</a></li>
</ol></section>
</article></main>
<aside><h2>Chrome</h2><p>Chrome: these five papers were read by those who have read this one.</p></aside>
<footer><p>Chrome: an invented press, all rights are reserved by it.</p></footer>
</body></html>
"""


def of(page: str | bytes) -> list[Paper | SourceError]:
    return taken(html.read, page if isinstance(page, bytes) else page.encode(), LIMITS)


def with_body(body: str, head: str = HEAD) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def texts(page: str | bytes) -> list[str]:
    return [section.text for section in of(page)[0].sections]


def test_an_article_is_read_with_its_sections_and_nothing_of_what_stands_around_it():
    paper = of(PAGE)[0]
    assert [(section.heading, section.text) for section in paper.sections] == [
        ("Abstract", "Vesicles carry water & miR-21."),
        (
            "Introduction",
            "Cells drink water. So do vesicles [1].\nParagraphs may be div elements, with H2O and 10^6 CD4+ cells.",
        ),
        (
            "Results > Uptake",
            "Uptake rose (p<0.05, n = 5 μm), x^2, see Figure 1.\nfirst item\nsecond item",
        ),
        ("Figures and tables", "Figure 1. Water in all the cells.\nTable 1. Doses of water by cell."),
    ]
    assert "Chrome" not in repr(of(PAGE))


def test_the_tags_of_its_head_say_what_it_is():
    paper = of(PAGE)[0]
    assert (paper.id, paper.title, paper.doi) == ("pmid:7", "Water in vesicles", "10.1000/abc")
    assert (paper.authors, paper.journal, paper.year) == (("Doe, Jane", "Roe, Richard"), "Journal of Inventions", 2021)
    assert (paper.licence, paper.publication_types) == ("CC BY 4.0", ("review",))
    assert dict(paper.details) == {
        "Affiliations": "Example University",
        "Volume": "15",
        "Issue": "3",
        "Pages": "101-110",
        "Keywords": "water; vesicles",
        "Number of references": "2",
    }


def test_its_reference_list_is_papers_without_the_words_of_its_links():
    paper, *listed = of(PAGE)
    assert [(found.title, found.doi, found.pmid) for found in listed] == [
        ("Roe R. Atlas of water. J Inv 2018.", "10.1000/one", None),
        ("Poe P. Wet cells (2019). J Inv.", None, "33213490"),
    ]
    assert all(found.kind == "reference" and found.cited_by == (paper.id,) for found in listed)


def test_tagged_references_are_taken_where_there_are_as_many_of_them():
    tags = "".join(
        f'<meta name="citation_reference" content="{content}">'
        for content in (
            "citation_title=Atlas of water; citation_author=R. Roe; citation_author=P. Poe; "
            "citation_journal_title=J Inv; citation_publication_date=2018; citation_doi=10.1000/one",
            "Poe P. Wet cells. J Inv 2019. doi:10.1000/two",
        )
    )
    listed = of(PAGE.replace("</head>", f"{tags}</head>"))[1:]
    assert [(one.title, one.authors, one.journal, one.year, one.doi) for one in listed] == [
        ("Atlas of water", ("R. Roe", "P. Poe"), "J Inv", 2018, "10.1000/one"),
        ("Poe P. Wet cells. J Inv 2019. doi:10.1000/two", (), None, None, "10.1000/two"),
    ]


BODY = "<h1>Wet cells</h1><h2>Abstract</h2><p>Cells are wet.</p>"
DUBLIN_CORE = (
    '<meta name="DC.Title" content="Wet cells"><meta name="DC.Creator" content="Doe, Jane">'
    '<meta name="DC.Identifier" content="issn 1234"><meta name="dc.identifier" content="doi:10.1000/dc">'
    '<meta name="DC.Date" content="2019-01-02"><meta name="DC.rights" content="http://creativecommons.org/licenses/by/4.0/">'
)
JSON_LD = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "Chrome"}, {"mainEntity": {"@type": '
    '"ScholarlyArticle", "headline": "Wet cells", "sameAs": "https://doi.org/10.1000/ld", "datePublished": '
    '"2018-01-02", "author": [{"name": "Jane Doe"}, {"name": "Richard Roe"}], '
    '"isPartOf": {"@type": "PublicationIssue", "isPartOf": '
    '{"@type": "Periodical", "name": "J Inv"}}, "license": "https://creativecommons.org/licenses/by/4.0/"}}]}</script>'
)
OPEN_GRAPH = '<meta property="og:title" content="Wet cells"><meta property="og:site_name" content="Chrome">'


@pytest.mark.parametrize(
    ("head", "doi", "authors", "year", "licence"),
    [
        (DUBLIN_CORE, "10.1000/dc", ("Doe, Jane",), 2019, "CC BY 4.0"),
        (JSON_LD, "10.1000/ld", ("Jane Doe", "Richard Roe"), 2018, "CC BY 4.0"),
        (DUBLIN_CORE + JSON_LD, "10.1000/dc", ("Doe, Jane",), 2019, "CC BY 4.0"),
        (OPEN_GRAPH, None, (), None, None),
        ("<title>Wet cells - Journal of Inventions</title>", None, (), None, None),
    ],
)
def test_where_one_kind_of_tags_is_missing_the_next_is_trusted(head, doi, authors, year, licence):
    paper = of(with_body(BODY, head))[0]
    assert (paper.title, paper.doi, paper.authors, paper.year) == ("Wet cells", doi, authors, year)
    assert paper.licence == licence


def test_tags_that_are_no_clean_value_are_left_out():
    head = '<meta name="citation_doi" content="n/a"><meta name="citation_pmid" content="see below">' + DUBLIN_CORE
    paper = of(with_body(BODY, head + '<script type="application/ld+json">{"@type": [</script>'))[0]
    assert (paper.id, paper.doi, paper.pmid) == ("doi:10.1000/dc", "10.1000/dc", None)


def test_a_page_of_the_abstract_alone_is_a_paper_with_that_abstract():
    around = "<p>Chrome: get full access to this article through your institution.</p>"
    paper = of(with_body(f"<div>{BODY}</div><div><h2>Access options</h2>{around}</div>"))[0]
    assert [(section.heading, section.text) for section in paper.sections] == [("Abstract", "Cells are wet.")]


def test_an_abstract_in_the_tags_alone_is_taken_when_it_is_whole():
    text = " ".join(["Cells are wet."] * 12)
    empty = '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'
    for name, content, expected in [
        ("citation_abstract", text, [text]),
        ("dc.description", text + "..", []),
        ("dc.description", f"{text} ...", []),
    ]:
        found = of(with_body(empty, f'{HEAD}<meta name="{name}" content="{content}">'))
        if expected:
            assert [section.text for section in found[0].sections] == expected
    paper, problem = of(with_body(empty))
    assert (paper.title, paper.sections) == ("Water in vesicles", ())
    assert "no text in the page, only its record is read; open the article in a browser" in str(problem)


def test_a_title_marked_as_retracted_is_a_retraction():
    paper = of(with_body(BODY.replace("Wet", "RETRACTED: Wet"), '<meta name="citation_doi" content="10.1000/r">'))[0]
    assert [notice.status for notice in paper.notices] == ["retracted"]


def test_structured_abstracts_and_sections_further_down_are_named_as_in_jats():
    body = (
        "<h1>T</h1><h2>Abstract</h2><h3>Background</h3><p>One.</p><h3>Funding</h3><p>Two.</p>"
        "<h2>Methods</h2><h3>Cells</h3><p>Three.</p>"
    )
    assert [section.heading for section in of(with_body(body))[0].sections] == [
        "Abstract: Background",
        "Methods > Cells",
    ]
    body = "<h1>T</h1><h2>Abstract</h2><p>One.</p><h4>1. Introduction</h4><p>Two.</p><h4>2. Results</h4><p>Three.</p>"
    assert [section.heading for section in of(with_body(body))[0].sections] == ["Abstract", "Introduction", "Results"]


def test_sections_of_science_under_names_that_sites_use_too_are_kept():
    body = (
        '<h1>T</h1><h2>Abstract</h2><p>One.</p><section id="related-work"><h2 class="toc">Related work</h2><p>Two.</p>'
        '</section><h2>Similar effects in mice</h2><p class="has-share">Three.</p>'
    )
    assert [(section.heading, section.text) for section in of(with_body(body))[0].sections] == [
        ("Abstract", "One."),
        ("Related work", "Two."),
        ("Similar effects in mice", "Three."),
    ]


def test_a_letter_without_headings_is_told_from_what_stands_around_it():
    words = " ".join(["Vesicles of invented cells carry nothing but water, as we have shown."] * 8)
    letter = "".join(f"<p>{number} {words}</p>" for number in range(1, 6))
    links = "".join(f"<a href='/{number}'>Chrome and its kettles, issue {number}.</a> " for number in range(12))
    note = "<p>Chrome: <a href='/s'>sign up for the letters of this press, which bring its kettles</a> to you.</p>"
    for title in ("<h1>T</h1>", ""):
        page = f"<div class=a1><p>{links}</p></div><div class=b2>{title}{letter}</div><div class=c3>{note}</div>"
        (text,) = texts(with_body(page))
        assert text.count("Vesicles") == 40
        assert "Chrome" not in text


def test_marks_of_citations_go_and_exponents_and_years_stay():
    entries = "".join(f'<li id="b{number}">Roe R. Paper {number}.</li>' for number in range(1, 9))
    body = (
        "<h1>T</h1><h2>Results</h2><p>miR-21<sup><a href='#b1'>1</a>–<a href='#b3'>3</a></sup> rose 10<sup>-3</sup> "
        "m<sup>2</sup><a href='#b4'><sup>4</sup></a>, in Ca<sup>2+</sup><a href='https://example.org/x#b5'>5</a>. "
        f"See [<a href='#b6'>6</a>].</p><h2>References</h2><ol>{entries}</ol>"
    )
    assert texts(with_body(body)) == ["miR-21 rose 10^-3 m2, in Ca2+. See [6]."]
    body = "<h1>T</h1><h2>Results</h2><p>Roe (<a href='#b1'>Roe, 2018</a>) saw it in <a href='#b2'>2019</a>.</p>"
    assert texts(with_body(body)) == ["Roe (Roe, 2018) saw it in 2019."]


def test_formulas_are_one_line_and_those_of_scripts_a_mark():
    body = (
        "<h1>T</h1><h2>Results</h2><p>Here <mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac>"
        "</mml:math>"
        r" and <span class='mathjax-tex'>\(x^2\)</span><script type='math/tex'>x</script>"
        "<span class='katex'><span class='katex-mathml'><math><mi>y</mi></math></span><span aria-hidden='true'>y</span>"
        "</span>.</p>"
    )
    assert texts(with_body(body)) == ["Here a/b and [formula]y."]


@pytest.mark.parametrize(
    ("page", "cause", "mend"),
    [
        (
            with_body("<h1>example.org</h1><p>Checking.</p>", "<title>Just a moment...</title>"),
            "checks for robots",
            "in a browser",
        ),
        (with_body("<h1>Access denied</h1><p>Error 1020. Ray ID: 7.</p>", ""), "checks for robots", "in a browser"),
        (with_body("<h1>404 - Page not found</h1><p>Sorry.</p>", "<title>Press</title>"), "nothing to show", "address"),
        (with_body("<h1>Sign in</h1><p>Your institution.</p>", "<title>Press</title>"), "a page to sign in", "sign in"),
        (with_body("<h1>Search results</h1>" + "<h2>T</h2><p>One two.</p>" * 9, ""), "list of search results", "RIS"),
        (
            with_body('<div id="root"></div><script>var x</script>', "<title>T</title>"),
            "only a script would bring",
            "browser",
        ),
        (
            with_body("<noscript>Please enable JavaScript.</noscript><p>Loading</p>", ""),
            "only a script would bring",
            "browser",
        ),
        (
            with_body(
                "<h2>One</h2><p>Words.</p>" * 9,
                "".join(f'<meta name="citation_doi" content="10.1000/{n}">' for n in "ab"),
            ),
            "a page of several articles",
            "of each article",
        ),
        (with_body("<h1>Our kettles</h1>" + "<p>They whistle in the key of C.</p>" * 30, ""), "no article", "own page"),
        ("<!DOCTYPE html>", "only a script would bring", "browser"),
        (with_body("<div>" * 2000 + "x"), "nested too deep", "XML"),
        (with_body("<b>" * 500_001), "more than 500,000 tags", "XML"),
    ],
)
def test_a_page_that_is_no_article_is_refused_as_what_it_is(page, cause, mend):
    (error,) = taken(html.read, page.encode(), Limits(record=5_000_000, file=5_000_000, seconds=60))
    assert isinstance(error, SourceError), error
    said, advised = str(error).split("; ", 1)
    assert cause in said
    assert mend in advised


SIGNS = "Café: 5 µm – α “β”"


@pytest.mark.parametrize(
    ("coding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8", '<meta charset="no-such-coding">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("shift_jis", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("windows-1252", ""),
        ("windows-1252", '<meta charset="iso-8859-1">'),
        ("windows-1252", '<meta charset="idna">'),
        ("windows-1252", '<meta charset="no-such-coding">'),
    ],
)
def test_the_encoding_is_told_by_the_bytes_and_by_what_the_page_declares(coding, declared):
    signs = one_line(SIGNS.encode(coding, "ignore").decode(coding))
    page = with_body(f"<h1>T</h1><h2>Results</h2><p>{signs}</p>", declared)
    assert texts(page.encode(coding)) == [signs]


def test_one_byte_that_is_none_of_its_encoding_spoils_no_other():
    page = with_body("<h1>T</h1><h2>Results</h2><p>α!β</p>", '<meta charset="utf-8">').encode().replace(b"!", b"\xff\0")
    assert texts(page) == ["α\ufffdβ"]


def test_xhtml_is_read_with_its_own_kind_of_ends():
    body = '<p>One<a id="x"/> two.</p><script src="x"/><p>Three.</p>'
    page = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><h2>Results</h2>{body}</body></html>'
    )
    assert texts(page) == ["One two.\nThree."]


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a", "a.xml", "a.html.gz"])
def test_a_page_is_told_by_its_content_and_a_fragment_by_its_name(tmp_path, name):
    (tmp_path / name).write_text(f"\ufeff<!-- saved from url=(0025)https://example.org/ -->\n{PAGE}", encoding="utf-8")
    assert next(read(tmp_path / name)).origin == "html"
    fragment = tmp_path / "b.htm"
    fragment.write_text(f"<div>{BODY}</div>")
    assert [section.text for section in next(read(fragment)).sections] == ["Cells are wet."]


def test_nothing_of_a_page_is_fetched_and_no_entity_of_its_own_is_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Chrome")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "HAHA"><!ENTITY z "&y;&y;&y;">]>'
        f'<html><head><base href="{secret.as_uri()}"><link rel="stylesheet" href="{secret.as_uri()}"></head>'
        f"<body><h1>T</h1><h2>Results</h2><p>One &x; &z; two.</p>"
        f'<iframe src="{secret.as_uri()}"></iframe></body></html>'
    )
    (text,) = texts(page)
    assert "Chrome" not in text
    assert "HAHA" not in text
    assert text.endswith("two.")


WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="<>&\\^"), min_size=1, max_size=12)
SENTENCES = st.lists(WORDS, min_size=3, max_size=8).map(lambda words: "S" + " ".join(words) + ".")


@given(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=3), min_size=1, max_size=4), st.sampled_from(["p", "div", "li"])
)
def test_every_sentence_of_a_paragraph_comes_back_exactly(paragraphs, tag):
    lines = [" ".join(sentences) for sentences in paragraphs]
    inside = "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)
    (text,) = texts(with_body(f"<h1>T</h1><h2>Results</h2><div>{inside}</div><h2>References</h2>"))
    assert text == normalise("\n".join(lines))


TAGS = st.sampled_from(
    "a b body br div font form h1 h3 head html i li math mi nav ol p pre q script section select span style sub sup "
    "svg table td template textarea title tr ul video x-y mml:math o:p".split()
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    TAGS.map(lambda tag: f"<{tag} class='related x' href=\"#b1\" hidden>"),
    st.sampled_from(
        ["<", "&", "&amp;", "&#0;", "&nosuch;", "<!--", "-->", "<![CDATA[", "]]>", "\0", "<p", "'", '"', "<?x"]
    ),
    st.just("word "),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_the_page_nothing_raises_and_no_script_is_text(soup):
    page = with_body(
        f"<h1>T</h1><h2>Results</h2><p>Before.</p><script>secret()</script><style>secret</style>{soup}"
        "</script></style></textarea></title></select></svg><script>secret()</script><p>After.</p>"
    )
    found = of(page)
    papers_and_errors_only(found)
    said = " ".join(section.text for paper in found if isinstance(paper, Paper) for section in paper.sections)
    assert not re.search(r"</?(?:p|div|script|style|section|h\d)>", said)
    if "<!--" not in soup and "<" not in re.sub(r"<[^<>]*>", "", soup):
        assert "secret" not in said


def test_importing_the_sources_does_not_import_the_extractor():
    code = "import sys, index.sources, index.sources.html; sys.exit('justext' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0
