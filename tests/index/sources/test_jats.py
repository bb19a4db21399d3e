"""JATS articles, whole, odd, damaged and hostile."""

import os
from pathlib import Path

import pytest

from index.errors import SourceError
from index.information import with_information
from index.records import Link, Notice, Paper
from index.sources import read

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
  <kwd-group kwd-group-type="author"><title>Keywords</title><kwd>vesicles</kwd><kwd><italic>miR-21</italic></kwd>
  </kwd-group><kwd-group kwd-group-type="research-organism"><kwd>Mouse</kwd><kwd>None</kwd></kwd-group>
  <kwd-group kwd-group-type="evidence-strength"><kwd>Solid</kwd></kwd-group>
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
        f'<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="{kind}"><front>{meta}</front>'
        f"<body>{body}</body><back><ack><p>We thank Ann.</p></ack><ref-list>{references}</ref-list></back>"
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


@pytest.mark.parametrize(
    "place",
    [
        "<label>1</label><institution-wrap><institution-id>x</institution-id><institution>Charité</institution>"
        "</institution-wrap>, Berlin, Germany<sup>a<b>1</b></sup>",
        "<institution>Charité</institution> <addr-line>Berlin</addr-line><country>Germany</country>",
        "Charité, <addr-line><city>Berlin</city></addr-line>, Germany; <email>a@b.de</email>",
    ],
)
def test_an_affiliation_is_in_reading_order(reading, place):
    meta = META.replace('<aff id="a1">', f'<aff id="a0">{place}</aff><aff id="a1">')
    details = dict(reading(article(meta=meta))[0].details)
    assert details["Affiliations"] == "Charité, Berlin, Germany; Tohoku University, Japan"


@pytest.mark.parametrize("kind", ["teaser", "short", "web-summary"])
def test_an_abstract_that_only_advertises_is_none(reading, kind):
    meta = with_meta(f'<abstract abstract-type="{kind}"><p>Bags!</p></abstract>')
    assert list(texts(reading(article(meta=meta))[0])) == ["Abstract: Methods", "Abstract: Results"]


def test_article_information_says_only_what_is_known(reading):
    assert with_information(reading(article())[0]).sections[-1].text.split("\n") == [
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
        "Keywords: vesicles; miR-21; Mouse",
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
    ]
    assert texts(paper)["Results > 1.2. Uptake"] == "Second line.\nThird:\none\ntwo"


def test_inline_markup_leaves_neither_gaps_nor_extra_spaces(reading):
    body = """<p>CD4<sup>+</sup> cells (<italic>n</italic> = 10<sup>6</sup>; <bold>p&lt;0.05</bold>),
      IC<sub>50</sub>, <!-- note -->Ca<sup>2+</sup><break/>and H<sub>2</sub>O.</p>"""
    assert texts(reading(article(body))[0])["Main text"] == ("CD4+ cells (n = 10^6; p<0.05), IC50, Ca2+ and H2O.")


def test_superscript_reference_numbers_do_not_run_into_names(reading):
    cite = '<sup><xref ref-type="bibr" rid="r1">12</xref></sup>'
    assert texts(reading(article(f"<p>We blocked miR-21{cite}.</p>"))[0])["Main text"] == "We blocked miR-21."


def cite(*numbers: str) -> list[str]:
    return [f'<xref ref-type="bibr" rid="r1">{number}</xref>' for number in numbers]


def test_numbers_directly_behind_a_word_are_marks_too(reading):
    five, six, seven, span = cite("5", "6", "7", "8–9")
    for written, read_as in [
        (f"in 3{five},{six}", "in 3"),
        (f"in 3{five}, {six} and", "in 3 and"),
        (f"in 3{five}–{seven} mice.{span} Then", "in 3 mice. Then"),
        (f"of CD4<sup>+</sup>{five}{six} cells,{span} now", "of CD4+ cells, now"),
        (f"<italic>miR-21</italic>{five};", "miR-21;"),
        (f"miR-21<sup>{five}</sup>,<sup>{six}</sup>.", "miR-21."),
    ]:
        assert texts(reading(article(f"<p>{written}</p>"))[0])["Main text"] == read_as


def test_numbers_in_brackets_and_in_the_sentence_stay(reading):
    five, six, year = cite("5", "6", "2007")
    for written in (
        f"in mice [{five},{six}]",
        f"in mice [1,{five}–{six}]",
        f"in mice ({five},{six})",
        f"in mice (1,{five},{six})",
        f"see ref. {five},{six}",
        f"see ref.{five}",
        f"Poe,{year} and",
    ):
        expected = written
        for mark, number in ((five, "5"), (six, "6"), (year, "2007")):
            expected = expected.replace(mark, number)
        assert texts(reading(article(f"<p>{written}</p>"))[0])["Main text"] == expected


def test_numbers_behind_a_word_stay_where_the_article_cites_by_name(reading):
    name, allele = cite("Li, 2017", "3")
    assert texts(reading(article(f"<p>({name}; {name}) wnd{allele}.</p>"))[0])["Main text"] == (
        "(Li, 2017; Li, 2017) wnd3."
    )


def test_a_superscript_stays_where_the_article_cites_by_name(reading):
    name, allele = (f'<xref ref-type="bibr" rid="r1">{text}</xref>' for text in ("Li, 2017", "3"))
    body = f"<p>Flies ({name}; {name}) carry wnd<sup>{allele}</sup>.</p>"
    assert texts(reading(article(body))[0])["Main text"] == "Flies (Li, 2017; Li, 2017) carry wnd3."


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("10 <sup>6</sup> cells", "10^6 cells"),
        ("10<italic> </italic><sup>−6</sup> M", "10^−6 M"),
        ("of 10 <sup>18</sup>F scans", "of 10 18F scans"),
        ("110 <sup>6</sup>", "110 6"),
    ],
)
def test_a_power_of_ten_may_stand_behind_a_blank(reading, written, read_as):
    assert texts(reading(article(f"<p>{written}</p>"))[0])["Main text"] == read_as


@pytest.mark.parametrize(
    ("inside", "read_as"),
    [
        ("<tex-math>\\frac{a}{b}</tex-math>", "[formula]"),
        ("<inline-graphic/>", "[formula]"),
        ("<alternatives><tex-math>x</tex-math><graphic/></alternatives>", "[formula]"),
        ("<alternatives><textual-form>x y</textual-form><math><mi>x</mi></math></alternatives>", "x"),
        ("<italic>x</italic>", "x"),
        ("<math><mroot><mn>8</mn><mn>3</mn></mroot></math>", "3√8"),
        ("<math><mn>2</mn><mroot><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mn>3</mn></mroot></math>", "2 3√(x+1)"),
    ],
)
def test_a_formula_that_cannot_be_read_leaves_a_mark(reading, inside, read_as):
    for tag in ("inline-formula", "disp-formula"):
        body = f"<p>We computed <{tag}>{inside}</{tag}> and went.</p>"
        assert texts(reading(article(body))[0])["Main text"] == f"We computed {read_as} and went."


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


def test_captions_are_kept_wherever_figures_and_videos_stand(reading):
    def figure(number: int) -> str:
        return f"<fig><label>Figure {number}.</label><caption><p>Words {number}.</p></caption></fig>"

    text = article(f"<sec><title>Results</title>{figure(1)}<p>Seen.</p></sec>").replace(
        "</article>", f"<floats-group>{figure(3)}</floats-group></article>"
    )
    video = "<media><label>Video 1.</label><caption><p>Moving.</p></caption></media>"
    data = "<supplementary-material><media><caption><p>Raw data.</p></caption></media></supplementary-material>"
    appendix = f"<app-group><app><title>Appendix 1</title><sec>{figure(2)}{video}{data}</sec></app></app-group>"
    found = texts(reading(text.replace("<ack>", f"{appendix}<ack>"))[0])
    assert found["Figures and tables"].split("\n") == [
        "Figure 1. Words 1.",
        "Figure 2. Words 2.",
        "Video 1. Moving.",
        "Figure 3. Words 3.",
    ]


def test_appendices_are_read_after_the_body_and_statements_of_interest_are_not(reading):
    back = """<sec><title>Data availability</title><p>In Dryad.</p></sec>
      <sec><title>Conflict of interest</title><p>None.</p></sec>
      <app-group><app><label>Appendix 1</label><title>Model</title><sec><title>Rates</title><p>They differ.</p></sec>
      </app><app><p>More.</p></app></app-group><fn-group><fn><p>Equal work.</p></fn></fn-group>"""
    found = texts(reading(article("<p>Text.</p>").replace("<ack>", f"{back}<ack>"))[0])
    assert list(found.items())[2:] == [
        ("Main text", "Text."),
        ("Data availability", "In Dryad."),
        ("Appendix 1: Model > Rates", "They differ."),
        ("Appendix", "More."),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Financial support",
        "Sources of funding",
        "Grant support",
        "Role of the funding source",
        "Declaration of interest",
        "Declaration of competing interests",
        "CRediT authorship contribution statement",
        "Peer review information",
        "Disclosures",
        "Ethics approval and consent to participate",
        "6. Ethics statement",
        "Informed consent",
        "Consent for publication",
    ],
)
def test_headings_of_no_evidence(reading, heading):
    body = f"<sec><title>Results</title><p>Seen.</p></sec><sec><title>{heading}</title><p>None.</p></sec>"
    assert list(texts(reading(article(body))[0]))[2:] == ["Results"]


@pytest.mark.parametrize("heading", ["Data availability", "Abbreviations", "Disclosure of HIV status"])
def test_headings_of_evidence(reading, heading):
    assert heading in texts(reading(article(f"<sec><title>{heading}</title><p>Words.</p></sec>"))[0])


def test_a_supplement_that_is_printed_with_the_article_is_read(reading):
    body = """<sec><title>Supplementary material</title><p>Here.</p>
      <sec><title>Proof</title><p>It holds.</p></sec></sec>
      <sec sec-type="supplementary-material"><title>Additional files</title><sec><p>File 1.</p></sec></sec>"""
    found = texts(reading(article(body))[0])
    assert found["Supplementary material > Proof"] == "It holds."
    assert "File 1." not in found.values()


def test_code_keeps_its_lines_and_other_text_its_paragraphs(reading):
    body = "<p>One\n two:</p><code>for x:\n  y</code><p>Three:<preformat>a\nb</preformat></p>"
    assert texts(reading(article(body))[0])["Main text"] == "One two:\nfor x:\ny\nThree:\na\nb"


def test_cases_of_a_formula_stay_apart(reading):
    cases = """<math><mi>f</mi><mo>=</mo><mtable><mtr><mtd><mn>0</mn></mtd><mtd><mtext>if </mtext><mi>t</mi></mtd></mtr>
      <mtr><mtd><mn>1</mn></mtd></mtr></mtable></math>"""
    assert texts(reading(article(f"<p>{cases}</p>"))[0])["Main text"] == "f=0, if t; 1"


def test_markup_that_was_escaped_is_no_text(reading):
    body = "<p>&lt;i&gt;In vitro&lt;/i&gt;, 10&lt;sup&gt;6&lt;/sup&gt; cells &amp;lt; 5 &amp;#181;m, p &lt; 0.05.</p>"
    assert texts(reading(article(body))[0])["Main text"] == "In vitro, 10^6 cells < 5 µm, p < 0.05."


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
    assert cells.details == (("Published in", "World Atlas"), ("Publisher", "WHO Press"))


def test_a_reference_without_a_title_is_not_named_after_its_journal(reading):
    parts = "<source>J Inv</source> <year>1999</year> <volume>2</volume> <fpage>3</fpage>"
    loose = f"<person-group><name><surname>Poe</surname></name></person-group>{parts}"
    references = f"""<ref><element-citation publication-type="journal">{loose}</element-citation></ref>
      <ref><mixed-citation publication-type="journal">Moe M. {parts}.</mixed-citation></ref>"""
    _, tagged, written = reading(article(references=references))
    assert (tagged.title, tagged.journal, tagged.year) == ("Poe, J Inv, 1999, 2, 3", "J Inv", 1999)
    assert (written.title, written.journal) == ("Moe M. J Inv 1999 2 3.", "J Inv")


def test_a_reference_without_identifiers_has_one_id_whoever_cites_it(reading):
    mine = reading(article())[1]
    theirs = reading(article(meta=META.replace("33213490", "1").replace("miR-21", "miR-155")))[1]
    assert mine.id == theirs.id
    assert mine.cited_by != theirs.cited_by


@pytest.mark.parametrize(
    ("kind", "heading", "types"),
    [
        ("research-article", "Oncology", ("journal article",)),
        ("research-article", "Letter", ("journal article",)),
        ("review-article", "Systematic Review", ("review", "systematic review")),
        ("case-report", "", ("case reports",)),
        ("editorial", "", ("editorial",)),
        ("letter", "", ("letter",)),
        ("article-commentary", "", ("comment",)),
        ("correction", "Corrigendum", ("published erratum",)),
        ("addendum", "", ("published erratum",)),
        ("retraction", "", ("retraction of publication",)),
        ("expression-of-concern", "", ("expression of concern",)),
        ("other", "Case Report", ("case reports",)),
        ("other", "", ()),
    ],
)
def test_article_types_are_in_the_words_of_pubmed(reading, kind, heading, types):
    subject = f"<article-categories><subj-group><subject>{heading}</subject></subj-group></article-categories>"
    paper = reading(article(meta=META.replace("<title-group>", f"{subject}<title-group>"), kind=kind))[0]
    assert paper.publication_types == types


def test_a_preprint_says_so_or_is_on_a_server(reading):
    version = with_meta("<article-version>preprint</article-version>")
    server = META.replace("Journal of Vesicles", "bioRxiv")
    for meta in (version, server):
        assert "preprint" in reading(article(meta=meta))[0].publication_types


RELATED = '<related-article related-article-type="{}" ext-link-type="doi" xlink:href="https://doi.org/10.1000/X"/>'


def with_meta(*inside: str) -> str:
    return META.replace("<volume>", "".join(inside) + "<volume>")


def dated(kind: str, year: int, month: int | None = None) -> str:
    exact = f"<month>{month:02}</month>" if month else ""
    return f'<date date-type="{kind}"><day>3</day>{exact}<year>{year}</year></date>'


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("retraction-forward", "retracted"),
        ("correction-forward", "corrected"),
        ("partial-retraction", "corrected"),
        ("addendum", "corrected"),
        ("expression-of-concern", "concern"),
        ("expressed-concern", "concern"),
        ("reinstatement", "reinstated"),
    ],
)
def test_what_became_of_an_article_is_its_notice(reading, kind, status):
    paper = reading(article(meta=with_meta(RELATED.format(kind))))[0]
    assert paper.notices == (Notice(status, None, "related article 10.1000/x"),)
    assert paper.links == ()


@pytest.mark.parametrize(
    ("notice", "kind", "relation"),
    [
        ("retraction", "retracted-article", "retracts"),
        ("correction", "corrected-article", "corrects"),
        ("partial-retraction", "partial-retraction", "corrects"),
        ("addendum", "addended-article", "corrects"),
        ("expression-of-concern", "object-of-concern", "questions"),
        ("expression-of-concern", "expression-of-concern", "questions"),
        ("reinstatement", "reinstated-article", "reinstates"),
    ],
)
def test_what_a_notice_speaks_of_is_its_link(reading, notice, kind, relation):
    meta = with_meta(RELATED.format(kind), f"<history>{dated('retracted', 2024, 2)}</history>")
    paper = reading(article(meta=meta, kind=notice))[0]
    assert (paper.links, paper.notices) == ((Link(relation, "doi:10.1000/x"),), ())


@pytest.mark.parametrize(("kind", "count"), [("research-article", 0), ("retracted-article", 0), ("other", 1)])
def test_an_article_of_science_corrects_no_other(reading, kind, count):
    paper = reading(article(meta=with_meta(RELATED.format("corrected-article")), kind=kind))[0]
    assert paper.links == (Link("corrects", "doi:10.1000/x"),) * count


def test_a_notice_may_name_its_article_by_pmid_and_in_its_text(reading):
    by_pmid = '<related-article related-article-type="retracted-article" ext-link-type="pubmed" xlink:href="8"/>'
    assert reading(article(f"<p>We retract {by_pmid}.</p>", kind="retraction"))[0].links == (
        Link("retracts", "pmid:8"),
    )
    assert reading(article(f"<p>They retracted {by_pmid}.</p>"))[0].links == ()


def test_a_preprint_and_its_article_are_linked(reading):
    event = """<pub-history><event><event-desc>Preprint.</event-desc><date date-type="preprint"><year>2022</year></date>
      <self-uri content-type="preprint" xlink:href="https://doi.org/10.1000/pre"/></event></pub-history>"""
    server = with_meta(RELATED.format("published-article")).replace("Journal of Vesicles", "bioRxiv")
    assert reading(article(meta=with_meta(RELATED.format("preprint"))))[0].links == (
        Link("has preprint", "doi:10.1000/x"),
    )
    assert reading(article(meta=with_meta(event)))[0].links == (Link("has preprint", "doi:10.1000/pre"),)
    assert reading(article(meta=server))[0].links == (Link("preprint of", "doi:10.1000/x"),)


def test_what_says_nothing_of_an_articles_state_is_left_out(reading):
    others = map(RELATED.format, "commentary companion letter article-reference republished-article unheard".split())
    paper = reading(article(meta=with_meta(*others)))[0]
    assert (paper.notices, paper.links) == ((), ())


def test_a_date_of_the_history_dates_the_notice(reading):
    history = f"<history>{dated('received', 2022)}{dated('retracted', 2024, 2)}</history>"
    event = f'<pub-history><event event-type="retraction">{dated("pub", 2024, 2)}</event></pub-history>'
    both = reading(article(meta=with_meta(RELATED.format("retraction-forward"), history)))[0]
    assert both.notices == (Notice("retracted", "2024-02-03", "related article 10.1000/x"),)
    for told in (history, event):
        assert reading(article(meta=with_meta(told)))[0].notices == (
            Notice("retracted", "2024-02-03", "article history"),
        )


def test_corrected_proofs_are_no_correction(reading):
    for year, month, notices in (
        (2023, 11, ()),
        (2023, 12, ()),
        (2024, 1, (Notice("corrected", "2024-01-03", "article history"),)),
    ):
        history = f"<history>{dated('corrected', year, month)}</history>"
        assert reading(article(meta=with_meta(history)))[0].notices == notices


def test_a_retracted_article_says_so_in_its_type_or_title(reading):
    by_type = reading(article(kind="retracted-article"))[0]
    assert by_type.notices == (Notice("retracted", None, "article type"),)
    assert by_type.publication_types == ("retracted publication",)
    for words in ("RETRACTED:", "RETRACTED ARTICLE:", "WITHDRAWN:", "[RETRACTED]"):
        paper = reading(article(meta=META.replace("<article-title>", f"<article-title>{words} ")))[0]
        assert paper.notices == (Notice("retracted", None, "title"),)


def test_a_retraction_is_not_retracted_by_the_title_that_it_repeats(reading):
    meta = with_meta(RELATED.format("retracted-article")).replace("<article-title>", "<article-title>RETRACTED: ")
    assert reading(article(meta=meta, kind="retraction"))[0].retraction is None


def test_an_article_that_its_publisher_made_its_own_retraction_is_retracted(reading):
    meta = with_meta(RELATED.format("retracted-article").replace("10.1000/X", "10.1234/JV.5"))
    paper = reading(article(meta=meta, kind="retraction"))[0]
    assert (paper.retraction.source, paper.links) == ("related article 10.1234/jv.5", ())


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


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE article [<!ENTITY x SYSTEM "{}">]>',
        '<!DOCTYPE article [<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY x "">]>',
        "<!DOCTYPE article [<!ENTITY % d \"<!ENTITY x SYSTEM '{}'>\"> %d;]>",
        '<!DOCTYPE article SYSTEM "{}">',
    ],
    ids=["external", "parameter", "built", "DTD"],
)
def test_no_other_file_is_opened(reading, tmp_path, doctype):
    """To open a pipe that nobody writes to would be to wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    for address in ("file:///etc/passwd", (tmp_path / "pipe").as_uri()):
        found = reading(doctype.format(address) + "<article><body><p>Before &x; after.</p></body></article>")
        assert texts(found[0])["Main text"] == "Before after."


@pytest.mark.parametrize("place", ["<p>Before &h; after.</p>", '<p id="&h;">Before after.</p>'])
def test_an_entity_bomb_does_not_go_off(reading, place):
    layers = zip("bcdefgh", "abcdefg", strict=True)
    bomb = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {name} "{f"&{of};" * 20}">' for name, of in layers)
    found = reading(f"<!DOCTYPE article [{bomb}]><article><body>{place}</body></article>")
    assert len(all_text(found)) < 200


def test_a_named_character_of_the_dtd_is_that_character(reading):
    paper = reading(DOCTYPE + "<article><body><p>TNF-&alpha; rose.</p></body></article>")[0]
    assert texts(paper)["Main text"] == "TNF-α rose."
