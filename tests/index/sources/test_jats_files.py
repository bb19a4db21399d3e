"""Whole JATS articles as different publishers make them: nothing is lost, nothing of the markup is left.

Three small ones are made here; the real ones in ``../shared/data/jats`` are checked wherever that folder is.
"""

import re
import subprocess
import sys
from html.entities import html5
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from index.errors import SourceError
from index.identifiers import clean_doi, clean_pmid
from index.records import Paper
from index.sources import read
from index.sources.jats import read as read_stream
from index.sources.jats_text import CAPTIONS
from index.sources.stream import Limits, Stream
from index.sources.xml import elements
from index.text import one_line
from tests.index.sources.checks import taken

REAL = sorted((Path(__file__).parents[4] / "shared/data/jats").glob("*.xml"))
LIMITS = Limits(record=4_000_000, file=400_000_000, seconds=60)
DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "JATS-archivearticle1-3.dtd">'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
MATHML = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'

# numbers in brackets for citations, written references, formulas with TeX beside them
BRACKETS = rf"""{DOCTYPE}
<article {XLINK} {MATHML} article-type="review-article" xml:lang="en"><front><journal-meta><journal-title-group>
<journal-title>Inventions</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.1000/inv1</article-id><article-id pub-id-type="publisher-id">inv-1</article-id>
<title-group>
<article-title>Vesicles &amp; CD47<sup>+</sup> cells: <italic>a review</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Doe</surname><given-names>Jane</given-names></name>
<xref ref-type="aff" rid="af1">1</xref></contrib></contrib-group><aff id="af1"><label>1</label>Institute of Air; Nowhere
</aff><pub-date pub-type="epub"><day>3</day><month>3</month><year>2021</year></pub-date><volume>5</volume>
<permissions><license license-type="open-access"><license-p>Under <ext-link ext-link-type="uri"
xlink:href="https://creativecommons.org/licenses/by/4.0/">CC BY</ext-link>.</license-p></license></permissions>
<abstract><p>Vesicles carry cargo of 10<sup>&#8722;9</sup> g.</p></abstract>
<kwd-group><kwd>vesicle</kwd></kwd-group></article-meta></front><body>
<sec sec-type="intro" id="s1"><title>1. Introduction</title>
<p>They were seen [<xref ref-type="bibr" rid="b1">1</xref>].</p>
<p>We set <inline-formula><alternatives><tex-math id="m">\documentclass{{minimal}} $\frac{{a}}{{b_2}}$</tex-math>
<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:msub><mml:mi>b</mml:mi><mml:mn>2</mml:mn></mml:msub></mml:mfrac></mml:math>
</alternatives></inline-formula>.</p>
<fig id="f1"><label>Figure 1</label><caption><p>A vesicle.</p></caption></fig></sec>
<sec><title>2. Uptake</title><sec><title>2.1. By macrophages</title><p>Fast.</p></sec></sec></body>
<back><ref-list><title>References</title><ref id="b1"><label>1.</label><mixed-citation publication-type="journal">
<person-group person-group-type="author"><name><surname>Poe</surname><given-names>P.</given-names></name></person-group>
<article-title>Cargo of <italic>vesicles</italic></article-title><source>J. Inv.</source><year>2018</year>
<pub-id pub-id-type="doi">10.1000/inv0</pub-id><pub-id pub-id-type="pmid">8</pub-id></mixed-citation></ref>
<ref id="b2"><label>2.</label><mixed-citation>Moe M. A book. 1999. &lt;i&gt;Press&lt;/i&gt;</mixed-citation></ref>
</ref-list></back></article>"""

# superscripts for citations, references in parts, notes in the text, all in a set
SUPERSCRIPTS = f"""<pmc-articleset><article {XLINK} article-type="research-article"><front><journal-meta>
<journal-title>Nature of Things</journal-title></journal-meta><article-meta>
<article-id pub-id-type="pmid">41</article-id>
<article-id pub-id-type="pmc">PMC41</article-id><article-id pub-id-type="doi">10.1000/S41-1</article-id><title-group>
<article-title>TNF-&#x3b1; in 3D</article-title><subtitle>Mice only<xref ref-type="fn" rid="n1">*</xref></subtitle>
</title-group><contrib-group><contrib>
<string-name><given-names>Richard</given-names> <surname>Roe</surname></string-name>
</contrib><contrib><collab>Group of Things</collab></contrib></contrib-group><pub-date date-type="pub"
iso-8601-date="2019-05-06"/><permissions><license xlink:href="http://creativecommons.org/licenses/by-nc-nd/3.0/"/>
</permissions><abstract><sec><title>Background:</title><p>Not known.</p></sec><sec><title>Results:</title>
<list><list-item><p>One.</p></list-item><list-item><p>Two.</p></list-item></list></sec></abstract></article-meta></front>
<body>
<p>First words of all.<sup><xref ref-type="bibr" rid="r1">1</xref>,<xref ref-type="bibr" rid="r1">2</xref></sup></p>
<sec><title>Results</title><p>Seen in miR-21<xref ref-type="bibr" rid="r1"><sup>1</sup></xref>
mice.<fn id="n2"><p>A note.</p></fn></p>
<table-wrap><label>Table 1</label><caption><title>Doses &lt; 5 mg</title></caption>
<table><tbody><tr><td>1</td></tr></tbody></table></table-wrap></sec><sec><title>Methods</title><p>As usual.</p></sec>
<sec sec-type="supplementary-material"><title>Supplementary data</title><p>File.</p></sec></body><back>
<ack><p>Thanks.</p></ack><ref-list><ref id="r1"><element-citation publication-type="journal">
<name><surname>Poe</surname>
<given-names>P</given-names></name><article-title>Uptake</article-title><source>Cell of Things</source><year>2001</year>
<pub-id pub-id-type="pmid">42</pub-id></element-citation></ref></ref-list></back></article></pmc-articleset>"""

# a namespace for all, names for citations, floats behind, an appendix, an alternative of each citation
NAMESPACE = f"""<?xml version="1.0"?><article xmlns="https://jats.example.org/ns" {XLINK} article-type="case-report">
<front><journal-meta><journal-title-group><journal-title>Cases</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.1000/c.9</article-id>
<title-group><article-title>One vesicle</article-title></title-group>
<contrib-group><contrib contrib-type="author">
<name name-style="western"><surname>van Doe</surname><given-names>J</given-names>
<suffix>III</suffix></name></contrib></contrib-group><pub-date pub-type="ppub"><year>2020</year></pub-date><permissions>
<license xlink:href="https://creativecommons.org/publicdomain/zero/1.0/"/></permissions><abstract><p>We saw one.</p>
</abstract></article-meta></front><body><sec><title>Case</title>
<p>A vesicle (<xref ref-type="bibr" rid="k">Loe, 2007</xref>)
came in.</p><boxed-text><p>In a box.</p></boxed-text></sec></body><back><app-group><app><title>Appendix A</title>
<p>More cases.</p></app></app-group><ref-list><ref id="k"><citation-alternatives><element-citation
publication-type="journal"><name><surname>Loe</surname></name><article-title>Two vesicles</article-title>
<source>Cases</source><year>2007</year><pub-id pub-id-type="doi">10.1000/c.2</pub-id></element-citation><mixed-citation>
Loe, Two vesicles, Cases 2007</mixed-citation></citation-alternatives></ref></ref-list></back><floats-group><fig>
<label>Fig 1</label><caption><title>The vesicle</title></caption></fig></floats-group></article>"""

MADE = {"brackets": BRACKETS, "superscripts": SUPERSCRIPTS, "namespace": NAMESPACE}


@pytest.fixture(params=[*MADE, *REAL], ids=lambda param: param if isinstance(param, str) else param.stem)
def path(request, tmp_path: Path) -> Path:
    if isinstance(request.param, Path):
        return request.param
    made = tmp_path / f"{request.param}.xml"
    made.write_text(MADE[request.param], encoding="utf-8")
    return made


@pytest.fixture
def tree(path: Path) -> etree._Element:
    """The article as lxml has it, without namespaces: what the text is held against."""
    root = etree.parse(path, etree.XMLParser(remove_comments=True, remove_pis=True)).getroot()
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root if root.tag == "article" else root.find("article")


def papers(path: Path) -> tuple[Paper, list[Paper]]:
    """The article and its references."""
    article, *references = read(path)
    assert all(isinstance(paper, Paper) for paper in (article, *references))
    assert all(paper.kind == "reference" and paper.cited_by == (article.id,) for paper in references)
    return article, references


def words(element: etree._Element | None) -> str:
    return "" if element is None else one_line("".join(element.itertext()))


def test_no_markup_is_left(path, tree):
    names = {element.tag for element in tree.iter(etree.Element)}
    tag = re.compile(rf"</?(?:[a-z]+:)?(?:{'|'.join(sorted(names))})(?:\s[^<>]*)?/?>|<!--|<\?|<!\[")
    latex = re.compile(r"\\[A-Za-z]{2,}|\\[(){}\[\]]|\$[^$\n]*[\\^_{][^$\n]*\$")
    article, references = papers(path)
    for paper in (article, *references):
        parts = [paper.title, paper.journal or "", *paper.authors, *(value for _, value in paper.details)]
        parts += [text for section in paper.sections for text in (section.heading, section.text)]
        for text in parts:
            assert not tag.search(text)
            assert not latex.search(text)
            assert not [name for name in re.findall(r"&(#?\w+;)", text) if name.startswith("#") or name in html5]


def test_the_front_matter_is_complete(path, tree):
    article, _ = papers(path)
    meta = tree.find("front/article-meta")
    dois = [words(found) for found in meta.findall("article-id[@pub-id-type='doi']")]
    years = [date.findtext("year") or date.get("iso-8601-date")[:4] for date in meta.findall("pub-date")]
    surnames = [words(name) for name in meta.findall("contrib-group/contrib[@contrib-type='author']/name/surname")]
    assert article.doi in map(clean_doi, dois)
    assert str(article.year) == min(years)
    assert [name.split(",")[0] for name in article.authors if "," in name][: len(surnames)] == surnames or not surnames
    assert re.match(r"CC(?:0| BY(?:-NC)?(?:-ND|-SA)?) \d\.\d$", article.licence)
    keywords = [words(found) for found in meta.iterfind("kwd-group[@kwd-group-type='author-keywords']/kwd")]
    assert set(keywords) <= set(dict(article.details).get("Keywords", "").split("; "))


def test_sections_stand_in_the_order_of_the_article(path, tree):
    article, _ = papers(path)
    headings = [section.heading.split(" > ")[0] for section in article.sections]
    titles = [words(found).rstrip(" :.") for found in tree.findall("body/sec/title")]
    titles = [title for title in titles if not title.startswith(("Supplementary", "Supporting"))]
    assert headings[0].startswith("Abstract")
    assert [heading for heading in dict.fromkeys(headings) if heading in titles] == titles
    assert headings[-1] == CAPTIONS


def test_no_paragraph_is_lost(path, tree):
    """Held against the paragraphs that have nothing but plain and emphasised words in them."""
    article, _ = papers(path)
    lines = {line for section in article.sections for line in section.text.split("\n")}
    apart = {
        "caption",
        "fn",
        "fn-group",
        "list-item",
        "supplementary-material",
        "table-wrap",
        "table-wrap-foot",
        "td",
        "th",
    }
    inline = {"bold", "ext-link", "italic", "named-content", "sub"}
    checked = 0
    for paragraph in tree.iterfind("body//p"):
        inside = {element.tag for element in paragraph.iterdescendants(etree.Element)}
        around = {element.tag for element in paragraph.iterancestors()}
        if inside <= inline and not around & apart and "supplementary-material" not in _section_types(paragraph):
            checked += 1
            assert not (text := words(paragraph)) or text in lines
    assert checked


def _section_types(paragraph: etree._Element) -> set[str | None]:
    return {section.get("sec-type") for section in paragraph.iterancestors("sec")}


def test_every_caption_is_a_line(path, tree):
    article, _ = papers(path)
    figures = [
        item
        for part in ("body", "back", "floats-group")
        for item in tree.iterfind(f"{part}//caption/..")
        if item.tag in {"fig", "media", "table-wrap"}
        and next(item.iterancestors("supplementary-material"), None) is None
    ]
    lines = article.sections[-1].text.split("\n")
    assert len(lines) == len(figures)
    for line, figure in zip(lines, figures, strict=True):
        assert line.startswith(words(figure.find("label")))


def test_every_reference_has_its_title_and_identifiers(path, tree):
    _, references = papers(path)
    listed = [ref for ref in tree.iterfind("back//ref") if words(ref)]
    assert len(references) == len(listed)
    for kind, clean, field in (("doi", clean_doi, "doi"), ("pmid", clean_pmid, "pmid")):
        stated = {clean(words(found)) for ref in listed for found in ref.iterfind(f".//pub-id[@pub-id-type='{kind}']")}
        assert stated - {None} <= {getattr(paper, field) for paper in references}
    titles = [words(found) for ref in listed if (found := ref.find(".//article-title")) is not None]
    assert {re.sub(r"\W", "", title) for title in titles} <= {re.sub(r"\W", "", paper.title) for paper in references}


@st.composite
def damaged(draw) -> bytes:
    """A valid file, cut, with bytes changed, or with a piece of it somewhere else."""
    content = bytearray(draw(st.sampled_from(sorted(MADE.values()))).encode())
    for _ in range(draw(st.integers(1, 4))):
        start, end = (draw(st.integers(0, len(content))) for _ in range(2))
        match draw(st.sampled_from(["cut", "flip", "copy", "insert"])):
            case "cut":
                del content[end:]
            case "flip" if start < len(content):
                content[start] ^= draw(st.integers(1, 255))
            case "copy":
                content[end:end] = content[start : start + 300]
            case "insert":
                content[start:start] = draw(st.binary(max_size=20))
    return bytes(content)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | damaged())
@example(b'<?xml version="1.0" encoding="unheard"?><article/>')
@example(b"<article><body>" + b"<sec>" * 3000)
@example(b"<article><body><p>a <mml:math/> <mml:1/> <mml:/> b</p></body></article>")
def test_any_bytes_give_papers_and_errors_of_one_line(content):
    for found in taken(read_stream, content, LIMITS):
        assert isinstance(found, Paper | SourceError)
        assert isinstance(found, Paper) or "\n" not in str(found)


@pytest.mark.parametrize("content", MADE.values(), ids=MADE)
def test_any_truncation_is_one_error_after_what_was_whole(content):
    whole = content.encode()
    for end in range(0, len(whole), 97):
        *before, last = taken(read_stream, whole[:end], LIMITS)
        assert isinstance(last, SourceError)
        assert all(isinstance(paper, Paper) for paper in before)


def many(path: Path, count: int) -> Path:
    """A file of articles as an archive's interface for harvesting wraps them."""
    text = "Vesicles carry cargo. " * 60
    with path.open("w") as file:
        file.write("<OAI-PMH><ListRecords>")
        for number in range(1, count + 1):
            ids = f'<article-id pub-id-type="pmid">{number}</article-id>'
            front = f"<front><article-meta>{ids}</article-meta></front>"
            inside = f"<article>{front}<body><p>{text}</p></body></article>"
            file.write(f"<record><header>{number}</header><metadata>{inside}</metadata></record>")
        file.write("</ListRecords></OAI-PMH>")
    return path


def test_what_was_read_is_let_go_of_with_all_that_was_around_it(tmp_path):
    with Stream(many(tmp_path / "some.xml", 500), LIMITS) as stream:
        for element in elements(stream, ["article"]):
            first = [
                around.getparent().index(around) for around in (element, *element.iterancestors("metadata", "record"))
            ]
            assert max(first) <= 1


MEASURE = """
import resource, sys
from pathlib import Path
from index.sources import read

used = []
for number, paper in enumerate(read(Path(sys.argv[1])), 1):
    assert paper.pmid == str(number), paper
    if number % 2000 == 0:
        used.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(number, max(used) / used[0])
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    # in a process of its own, as only the most that a process ever used can be asked for everywhere
    path = many(tmp_path / "large.xml", 20_000)
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    count, growth = done.stdout.split()
    assert count == "20000"
    assert float(growth) < 1.1
