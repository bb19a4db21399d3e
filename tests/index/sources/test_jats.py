"""JATS articles, whole, odd, damaged and hostile."""

from pathlib import Path

import pytest

from index.errors import SourceError
from index.records import ARTICLE_INFORMATION, Paper
from index.sources.jats import read

DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "JATS-archivearticle1-3.dtd">'

META = """
<journal-meta><journal-title-group><journal-title>Journal of Vesicles</journal-title>
</journal-title-group></journal-meta>
<article-meta>
  <article-id pub-id-type="pmid">33213490</article-id>
  <article-id pub-id-type="doi" specific-use="version">10.1234/JV.5.1</article-id>
  <article-id pub-id-type="doi">10.1234/JV.5</article-id>
  <article-id pub-id-type="pmc">7654321</article-id>
  <title-group><article-title>Exosomal <italic>miR-21</italic> and
    SIRPα<xref ref-type="fn" rid="f">*</xref></article-title></title-group>
  <contrib-group>
    <contrib contrib-type="author"><name><surname>Abe</surname><given-names>Chizumi</given-names></name>
      <xref ref-type="aff" rid="a1">1</xref></contrib>
    <contrib contrib-type="author"><collab>Vesicle Group<contrib-group><contrib contrib-type="author"><name>
      <surname>Hidden</surname></name></contrib></contrib-group></collab></contrib>
    <contrib contrib-type="editor"><name><surname>Editor</surname></name>
      <xref ref-type="aff" rid="a2">2</xref></contrib>
    <aff id="a1"><label>1</label><institution-wrap><institution-id>https://ror.org/1</institution-id>
      <institution>Tohoku University</institution></institution-wrap><country>Japan</country></aff>
    <aff id="a2"><label>2</label>Editors’ House</aff>
  </contrib-group>
  <pub-date pub-type="collection"><year>2024</year></pub-date>
  <pub-date date-type="pub"><month>12</month><year>2023</year></pub-date>
  <pub-date date-type="received"><year>2022</year></pub-date>
  <volume>5</volume><elocation-id>e7</elocation-id>
  <permissions><license xmlns:xlink="http://www.w3.org/1999/xlink"
    xlink:href="http://creativecommons.org/licenses/by-nc/4.0/"><license-p>Free.</license-p></license></permissions>
  <abstract><title>Abstract</title><sec><title>Methods:</title><p>We looked.</p></sec><sec><title>Results</title>
    <p>We found.</p></sec></abstract>
  <counts><ref-count count="118"/></counts>
</article-meta>"""

REFERENCES = """
<ref id="r1"><element-citation publication-type="journal"><person-group person-group-type="author">
  <name><surname>Yadav</surname></name></person-group><article-title>Advances in Delivery</article-title>
  <source>AAPS PharmSciTech</source><year>2021a</year></element-citation></ref>
<ref id="r2"><mixed-citation publication-type="journal"><string-name><surname>Dai</surname> <given-names>Q</given-names>
  </string-name>. <article-title>Ligands</article-title>. <source>ACS Nano</source> <year>2018</year>;
  <pub-id pub-id-type="doi">10.1021/ACSNANO.1</pub-id> <pub-id pub-id-type="pmid">29000001</pub-id>
  </mixed-citation></ref>
<ref id="r3"><element-citation publication-type="book"><person-group person-group-type="author"><collab>WHO</collab>
  </person-group><person-group person-group-type="editor"><name><surname>Ed</surname></name></person-group>
  <chapter-title>Cells</chapter-title><source>World Atlas</source><publisher-name>WHO Press</publisher-name>
  </element-citation></ref>
<ref id="r4"><mixed-citation>Ferlay J. Cancer Today. Lyon, 2020.</mixed-citation></ref>
<ref id="r5"><element-citation publication-type="web"><ext-link ext-link-type="uri"/></element-citation></ref>"""


def article(body="", *, meta=META, references=REFERENCES, kind="research-article") -> str:
    return (
        f'<article article-type="{kind}"><front>{meta}</front><body>{body}</body>'
        f"<back><ack><p>We thank Ann.</p></ack><ref-list>{references}</ref-list></back>"
        "<sub-article><body><p>Dear reviewer.</p></body></sub-article></article>"
    )


@pytest.fixture
def reading(tmp_path: Path):
    def run(text: str) -> list[Paper | SourceError]:
        path = tmp_path / "paper.xml"
        path.write_text(text, encoding="utf-8")
        return list(read(path))

    return run


def texts(paper: Paper) -> dict[str, str]:
    return {section.heading: section.text for section in paper.sections}


def all_text(found: list[Paper | SourceError]) -> str:
    return "\n".join(section.text for paper in found if isinstance(paper, Paper) for section in paper.sections)


def test_the_front_matter_becomes_the_record(reading):
    paper = reading(DOCTYPE + article())[0]
    assert paper.id == "pmid:33213490"
    assert paper.title == "Exosomal miR-21 and SIRPα"
    assert paper.authors == ("Abe, Chizumi", "Vesicle Group")
    assert (paper.journal, paper.year, paper.kind) == ("Journal of Vesicles", 2023, "article")
    assert (paper.doi, paper.pmcid, paper.url) == ("10.1234/jv.5", "PMC7654321", "https://doi.org/10.1234/jv.5")
    assert paper.licence == "CC BY-NC 4.0"
    assert paper.retraction is None


def test_article_information_comes_last_and_says_only_what_is_known(reading):
    last = reading(article())[0].sections[-1]
    assert last.heading == ARTICLE_INFORMATION
    assert last.text.split("\n") == [
        "Title: Exosomal miR-21 and SIRPα",
        "Authors: Chizumi Abe, Vesicle Group",
        "Affiliation: Tohoku University, Japan",
        "Journal: Journal of Vesicles",
        "Year: 2023",
        "Volume: 5",
        "Article number: e7",
        "DOI: 10.1234/jv.5",
        "PMID: 33213490",
        "PMCID: PMC7654321",
        "Licence: CC BY-NC 4.0",
        "Kind: article",
        "Number of references: 118",
    ]


def test_sections_carry_their_heading_path_and_one_paragraph_a_line(reading):
    body = """<sec><title>Results</title><p>First.</p>
      <sec><title>1.2. Uptake</title><p>Second
        line.</p><p>Third:<list><list-item><p>one</p></list-item><list-item><p>two</p></list-item></list></p></sec>
      </sec>
      <sec><title>Supplementary Materials</title><p>Figure S1 is online.</p></sec>
      <sec><title>Funding</title><p>Paid by X.</p></sec>"""
    paper = reading(article(body))[0]
    assert list(texts(paper)) == [
        "Abstract: Methods",
        "Abstract: Results",
        "Results",
        "Results > 1.2. Uptake",
        ARTICLE_INFORMATION,
    ]
    assert texts(paper)["Results > 1.2. Uptake"] == "Second line.\nThird:\none\ntwo"


def test_inline_markup_leaves_neither_gaps_nor_extra_spaces(reading):
    body = """<p>CD4<sup>+</sup> cells (<italic>n</italic> = 10<sup>6</sup>; <bold>p&lt;0.05</bold>),
      IC<sub>50</sub>, <!-- note -->Ca<sup>2+</sup><break/>and H<sub>2</sub>O.</p>"""
    assert texts(reading(article(body))[0])["Main text"] == ("CD4+ cells (n = 10^6; p<0.05), IC50, Ca2+ and H2O.")


def test_superscript_reference_numbers_do_not_run_into_names(reading):
    cite = '<sup><xref ref-type="bibr" rid="r1">12</xref></sup>'
    assert texts(reading(article(f"<p>We blocked miR-21{cite}.</p>"))[0])["Main text"] == "We blocked miR-21."


def test_a_superscript_stays_where_the_article_cites_by_name(reading):
    name, allele = (f'<xref ref-type="bibr" rid="r1">{text}</xref>' for text in ("Li, 2017", "3"))
    body = f"<p>Flies ({name}; {name}) carry wnd<sup>{allele}</sup>.</p>"
    assert texts(reading(article(body))[0])["Main text"] == "Flies (Li, 2017; Li, 2017) carry wnd3."


def test_captions_are_kept_and_table_bodies_and_tex_are_not(reading):
    body = r"""<sec><title>Results</title><p>Seen<fig>
      <label>Figure 1.</label><caption><title>Uptake.</title><p>Bars, SEM.</p>
      <p><bold>DOI:</bold> http://dx.doi.org/10.1/x.003</p></caption></fig>at
      <inline-formula><alternatives><tex-math>\frac{a}{b}</tex-math><math xmlns="http://www.w3.org/1998/Math/MathML">
      <mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math></alternatives></inline-formula>.</p>
      <table-wrap><label>Table 1.</label><caption><p>Doses.</p></caption>
      <table><tr><td>CELL</td></tr></table></table-wrap>
      </sec>"""
    found = texts(reading(article(body))[0])
    assert found["Results"] == "Seen at a/(b+1)."
    assert found["Figures and tables"] == "Figure 1. Uptake. Bars, SEM.\nTable 1. Doses."


def test_thanks_reviews_and_references_are_not_the_papers_text(reading):
    paper = reading(article("<p>Text.</p>"))[0]
    assert not {"Ann", "reviewer", "Yadav"} & set(all_text([paper]).replace(".", "").split())


def test_each_reference_is_a_paper_of_its_own(reading):
    citing, yadav, dai, cells, ferlay = reading(article())
    assert {paper.kind for paper in (yadav, dai, cells, ferlay)} == {"reference"}
    assert {paper.cited_by for paper in (yadav, dai, cells, ferlay)} == {(citing.id,)}
    assert (yadav.id[:4], yadav.year, yadav.journal) == ("sha:", 2021, "AAPS PharmSciTech")
    assert (dai.id, dai.doi, dai.authors) == ("pmid:29000001", "10.1021/acsnano.1", ("Dai, Q",))
    assert (cells.title, cells.journal, cells.authors) == ("Cells", None, ("WHO",))
    assert ferlay.title == "Ferlay J. Cancer Today. Lyon, 2020."
    assert cells.sections[-1].text.split("\n") == [
        "Title: Cells",
        "Authors as listed: WHO",
        "Published in: World Atlas",
        "Publisher: WHO Press",
    ]


def test_a_reference_without_identifiers_has_one_id_whoever_cites_it(reading):
    mine = reading(article())[1]
    theirs = reading(article(meta=META.replace("33213490", "1").replace("miR-21", "miR-155")))[1]
    assert mine.id == theirs.id
    assert mine.cited_by != theirs.cited_by


def test_a_review_is_a_review_and_a_preprint_a_preprint(reading):
    assert reading(article(kind="review-article"))[0].kind == "review"
    preprint = META.replace("<volume>", "<article-version>preprint</article-version><volume>")
    assert reading(article(meta=preprint))[0].kind == "preprint"


def test_only_the_retracted_article_is_retracted_not_its_notice(reading):
    def related(name: str) -> str:
        return META.replace("<volume>", f'<related-article related-article-type="{name}"/><volume>')

    assert reading(article(meta=related("retraction-forward")))[0].retraction.status == "retracted"
    assert reading(article(kind="retracted-article"))[0].retraction.status == "retracted"
    notice = reading(article(meta=related("retracted-article"), kind="retraction"))[0]
    assert notice.retraction is None
    assert notice.study_types == ("retraction notice",)


def test_an_article_without_a_title_is_shown_by_its_first_words(reading):
    paper = reading("<article><body><p>Exosomes carry miR-21.</p></body></article>")[0]
    assert paper.title == "Exosomes carry miR-21."


def test_every_article_of_a_set_is_read_in_a_namespace_or_not(reading):
    plain, spaced = (
        article("<p>One.</p>"),
        article("<p>Two.</p>").replace("<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ', 1),
    )
    found = [paper for paper in reading(f"<pmc-articleset>{plain}{spaced}</pmc-articleset>") if not paper.is_reference]
    assert [texts(paper)["Main text"] for paper in found] == ["One.", "Two."]


def test_a_truncated_article_is_named_and_the_ones_before_it_are_read(reading):
    whole = article("<p>One.</p>", references="")
    *papers, error = reading(f"<pmc-articleset>{whole}\n{whole[:900]}")
    assert [paper.title for paper in papers] == ["Exosomal miR-21 and SIRPα"]
    assert isinstance(error, SourceError)
    assert "paper.xml:" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "<article><front><article-meta>",
        "<article/>",
        "<article><body><p>a\0b</p></body></article>",
        "<article>" + "<sec>" * 5000,
        "<article><body>" + "<sec>" * 1500 + "<p>x</p>" + "</sec>" * 1500 + "</body></article>",
    ],
    ids=["truncated", "nothing in it", "NUL byte", "bottomless", "very deep"],
)
def test_a_damaged_article_is_one_error(reading, text):
    (error,) = reading(text)
    assert isinstance(error, SourceError)


def test_an_external_entity_is_not_fetched(reading):
    doctype = '<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    found = reading(doctype + "<article><body><p>Before &x; after.</p></body></article>")
    assert texts(found[0])["Main text"] == "Before after."
    assert "root:" not in all_text(found)


@pytest.mark.parametrize("place", ["<p>Before &h; after.</p>", '<p id="&h;">Before after.</p>'])
def test_an_entity_bomb_does_not_go_off(reading, place):
    layers = zip("bcdefgh", "abcdefg", strict=True)
    bomb = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {name} "{f"&{of};" * 20}">' for name, of in layers)
    found = reading(f"<!DOCTYPE article [{bomb}]><article><body>{place}</body></article>")
    assert len(all_text(found)) < 200


def test_a_named_character_of_the_dtd_is_that_character(reading):
    paper = reading(DOCTYPE + "<article><body><p>TNF-&alpha; rose.</p></body></article>")[0]
    assert texts(paper)["Main text"] == "TNF-α rose."
