"""PubMed XML: whole records, what became of them, and files that are damaged, hostile or large."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Link, Notice, Paper
from index.sources import read
from index.sources.pubmed import read as read_stream
from index.sources.stream import Limits
from tests.index.sources.checks import taken

DOCTYPE = (
    '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    ' "https://dtd.example.org/pubmed_250101.dtd">'
)
LIMITS = Limits(record=4_000_000, file=400_000_000, seconds=60)

ARTICLE = """
<Journal><JournalIssue CitedMedium="Internet"><Volume>5</Volume><Issue>2</Issue><PubDate><Year>2021</Year>
  <Month>Mar</Month></PubDate></JournalIssue><Title>Journal of Vesicles</Title><ISOAbbreviation>J Ves</ISOAbbreviation>
</Journal>
<ArticleTitle>Dose of 10<sup>6</sup> <i>miR-21</i> vesicles in H<sub>2</sub>O &amp; TNF-&#945;.</ArticleTitle>
<Pagination><StartPage>101</StartPage><EndPage>110</EndPage><MedlinePgn>101-10</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
<ELocationID EIdType="pii" ValidYN="Y">S0001</ELocationID><ELocationID EIdType="doi">10.1000/JV.7</ELocationID>
<Abstract><AbstractText>Vesicles carry cargo.</AbstractText><AbstractText Label="UNLABELLED">They travel.</AbstractText>
  <AbstractText Label="MATERIALS AND METHODS" NlmCategory="METHODS">We gave 10<sup>-3</sup> M (<i>p</i>&lt;0.05) to
  <mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac>
  </mml:math> mice.</AbstractText><AbstractText Label="Aim 2"/>
  <AbstractText Label="Aim 2">It worked.</AbstractText>
  <CopyrightInformation>Copyright 2021 Nobody.</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y">
  <Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Jane A</ForeName><Initials>JA</Initials><Suffix>Jr</Suffix>
    <AffiliationInfo><Affiliation>Institute of Air, Nowhere. jane@example.org.</Affiliation></AffiliationInfo>
    <AffiliationInfo><Affiliation>House of Glass, Elsewhere.</Affiliation></AffiliationInfo></Author>
  <Author ValidYN="N"><LastName>Do</LastName><ForeName>Jan</ForeName></Author>
  <Author ValidYN="Y"><LastName>Roe</LastName><Initials>R</Initials><AffiliationInfo>
    <Affiliation>Institute of Air, Nowhere.</Affiliation></AffiliationInfo></Author>
  <Author ValidYN="Y"><CollectiveName>Vesicle Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
  <PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2020</Year></ArticleDate>"""
MORE = """<MeshHeadingList><MeshHeading><DescriptorName UI="D1">Exosomes</DescriptorName>
  <QualifierName>metabolism</QualifierName></MeshHeading><MeshHeading><DescriptorName>Mice</DescriptorName>
  </MeshHeading></MeshHeadingList>
<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">vesicle</Keyword><Keyword>miR-21</Keyword></KeywordList>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Las vesículas.</AbstractText></OtherAbstract>"""
DATA = """<PubmedData><ArticleIdList><ArticleId IdType="pubmed">7</ArticleId>
  <ArticleId IdType="doi">10.1000/other</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>
<ReferenceList><Reference><Citation>Poe P. Cargo of <i>vesicles</i>. J Ves. 2018;1:2.</Citation><ArticleIdList>
    <ArticleId IdType="pubmed">8</ArticleId><ArticleId IdType="doi">10.1000/JV.8</ArticleId></ArticleIdList></Reference>
  <Reference><Citation>Moe M. Loose words. 1999.</Citation></Reference>
  <ReferenceList><Title>More</Title><Reference><Citation>Loe L. Nested. 2001.</Citation></Reference></ReferenceList>
  <Reference><ArticleIdList><ArticleId IdType="pubmed">9</ArticleId></ArticleIdList></Reference>
</ReferenceList></PubmedData>"""


def record(article: str = ARTICLE, more: str = "", data: str = "", pmid: str | int = 7) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f"<Article>{article}</Article>{more}</MedlineCitation>{data}</PubmedArticle>"
    )


def titled(title: str, more: str = "") -> str:
    return f"<ArticleTitle>{title}</ArticleTitle>{more}"


def linked(*corrections: str) -> str:
    return f"<CommentsCorrectionsList>{''.join(corrections)}</CommentsCorrectionsList>"


def correction(
    ref_type: str, pmid: str | None = "8", source: str = "J Ves. 2022 Mar 3;6(1):9. doi: 10.1000/jv.9"
) -> str:
    target = f"<PMID Version='1'>{pmid}</PMID>" if pmid else ""
    return f'<CommentsCorrections RefType="{ref_type}"><RefSource>{source}</RefSource>{target}</CommentsCorrections>'


@pytest.fixture
def reading(tmp_path: Path):
    def run(*records: str, root: str = "PubmedArticleSet") -> list[Paper | SourceError]:
        path = tmp_path / "records.xml"
        path.write_text(f"{DOCTYPE}<{root}>{''.join(records)}</{root}>", encoding="utf-8")
        return list(read(path))

    return run


def test_a_record_becomes_a_paper(reading):
    paper = reading(record(more=MORE, data=DATA))[0]
    assert paper.id == "pmid:7"
    assert paper.title == "Dose of 10^6 miR-21 vesicles in H2O & TNF-α."
    assert paper.authors == ("Doe, Jane A, Jr", "Roe, R", "Vesicle Group")
    assert (paper.journal, paper.year) == ("Journal of Vesicles", 2021)
    assert (paper.doi, paper.pmid, paper.pmcid) == ("10.1000/jv.7", "7", "PMC77")
    assert paper.publication_types == ("journal article", "randomized controlled trial")
    assert paper.mesh == ("Exosomes", "Mice")
    assert paper.details == (
        ("Affiliations", "Institute of Air, Nowhere; House of Glass, Elsewhere"),
        ("Volume", "5"),
        ("Issue", "2"),
        ("Pages", "101-10"),
        ("Keywords", "vesicle; miR-21"),
        ("Number of references", "4"),
    )
    assert (paper.notices, paper.links, paper.retraction) == ((), (), None)


def test_an_abstract_keeps_its_parts_and_no_copyright(reading):
    paper = reading(record(more=MORE))[0]
    assert [(section.heading, section.text) for section in paper.sections] == [
        ("Abstract", "Vesicles carry cargo.\nThey travel."),
        ("Abstract: Materials and methods", "We gave 10^-3 M (p<0.05) to a/b mice."),
        ("Abstract: Aim 2", "It worked."),
    ]


def test_another_abstract_counts_only_where_there_is_none(reading):
    french, english = (
        f'<OtherAbstract Language="{language}"><AbstractText>{text}</AbstractText></OtherAbstract>'
        for language, text in (("fre", "Bonjour."), ("eng", "Hello."))
    )
    for more, text in ((french, "Bonjour."), (french + english, "Hello.")):
        assert [section.text for section in reading(record(titled("T"), more))[0].sections] == [text]


@pytest.mark.parametrize(
    ("article", "title"),
    [
        (titled("[Vesicles in the [14C] liver]."), "Vesicles in the [14C] liver."),
        (titled("[Are there vesicles?]."), "Are there vesicles?"),
        (titled("[18F]FDG and [11C]."), "[18F]FDG and [11C]."),
        (titled("[Not Available].", "<VernacularTitle>Des vésicules.</VernacularTitle>"), "Des vésicules."),
        (titled("", "<VernacularTitle>Des vésicules.</VernacularTitle>"), "Des vésicules."),
        (titled("[Vesicles].", "<VernacularTitle>Des vésicules.</VernacularTitle>"), "Vesicles."),
        (titled("Vesicles &lt;i&gt;in vitro&lt;/i&gt; &amp;lt; 3"), "Vesicles in vitro < 3"),
    ],
)
def test_a_title_is_the_one_to_show(reading, article, title):
    assert reading(record(article))[0].title == title


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>", 1998),
        ("<PubDate><Season>Spring</Season><Year>2004</Year></PubDate>", 2004),
        ("", 2020),
    ],
)
def test_the_year_is_that_of_the_issue_else_that_of_the_first_appearance(reading, date, year):
    journal = f"<Journal><JournalIssue>{date}</JournalIssue></Journal>"
    assert reading(record(titled("T", journal + "<ArticleDate><Year>2020</Year></ArticleDate>")))[0].year == year


def test_a_reference_is_a_paper_and_its_identifiers_are_not_the_records(reading):
    citing, cargo, loose, nested = reading(record(titled("T"), data=DATA.replace("10.1000/other", "")))
    assert (citing.doi, citing.pmcid) == (None, "PMC77")
    assert {paper.kind for paper in (cargo, loose, nested)} == {"reference"}
    assert {paper.cited_by for paper in (cargo, loose, nested)} == {("pmid:7",)}
    assert (cargo.id, cargo.doi, cargo.title) == (
        "pmid:8",
        "10.1000/jv.8",
        "Poe P. Cargo of vesicles. J Ves. 2018;1:2.",
    )
    assert (loose.id[:4], nested.title) == ("sha:", "Loe L. Nested. 2001.")


@pytest.mark.parametrize(
    ("ref_type", "status"),
    [
        ("RetractionIn", "retracted"),
        ("RetractedandRepublishedIn", "retracted"),
        ("ExpressionOfConcernIn", "concern"),
        ("ErratumIn", "corrected"),
        ("CorrectedandRepublishedIn", "corrected"),
        ("PartialRetractionIn", "corrected"),
    ],
)
def test_what_became_of_a_paper_is_its_notice(reading, ref_type, status):
    paper = reading(record(more=linked(correction(ref_type))))[0]
    assert paper.notices == (Notice(status, "2022-03-03", "PubMed"),)
    assert paper.links == ()


@pytest.mark.parametrize(
    ("ref_type", "relation"),
    [
        ("RetractionOf", "retracts"),
        ("RetractedandRepublishedFrom", "retracts"),
        ("ExpressionOfConcernFor", "questions"),
        ("ErratumFor", "corrects"),
        ("CorrectedandRepublishedFrom", "corrects"),
        ("PartialRetractionOf", "corrects"),
    ],
)
def test_what_a_notice_speaks_of_is_its_link(reading, ref_type, relation):
    by_pmid, by_doi = (reading(record(more=linked(correction(ref_type, pmid))))[0] for pmid in ("8", None))
    assert (by_pmid.links, by_pmid.notices) == ((Link(relation, "pmid:8"),), ())
    assert by_doi.links == (Link(relation, "doi:10.1000/jv.9"),)


def test_what_says_nothing_of_a_papers_state_is_left_out(reading):
    others = """AssociatedDataset AssociatedPublication Cites CommentIn CommentOn OriginalReportIn ReprintIn ReprintOf
        RepublishedIn RepublishedFrom SummaryForPatientsIn UpdateIn UpdateOf Unheard"""
    paper = reading(record(more=linked(*map(correction, others.split()))))[0]
    assert (paper.notices, paper.links) == ((), ())


def test_a_preprint_and_its_article_are_linked_and_versions_of_a_review_are_not(reading):
    preprint = titled("T", "<PublicationTypeList><PublicationType>Preprint</PublicationType></PublicationTypeList>")
    server, review = "bioRxiv. 2020 May 1;", "Cochrane Database Syst Rev. 2019;1:CD1"
    assert reading(record(preprint, linked(correction("UpdateIn"))))[0].links == (Link("preprint of", "pmid:8"),)
    assert reading(record(preprint, linked(correction("UpdateOf", "8", server))))[0].links == ()
    assert reading(record(more=linked(correction("UpdateOf", "8", server))))[0].links == (
        Link("has preprint", "pmid:8"),
    )
    assert reading(record(more=linked(correction("UpdateOf", "8", review))))[0].links == ()


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("J Ves (1985). 2022 Feb 30;1", "2022-02"),
        ("J Ves. 2022 Mar-Apr;1", "2022"),
        ("J Ves 1990 Oct 10;2(1):3", "1990-10-10"),
        ("10.1000/j.ves.2019.05.003", None),
        ("", None),
    ],
)
def test_the_date_of_a_notice_is_as_exact_as_it_is_told(reading, source, date):
    (notice,) = reading(record(more=linked(correction("RetractionIn", None, source))))[0].notices
    assert notice.date == date


def test_a_retraction_that_only_the_type_or_the_title_tells_of(reading):
    retracted = "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>"
    by_type = reading(record(titled("T", retracted)))[0]
    by_both = reading(record(titled("T", retracted), linked(correction("RetractionIn"))))[0]
    by_title = reading(record(titled("RETRACTED ARTICLE: T")))[0]
    notice = reading(record(titled("RETRACTED: T"), linked(correction("RetractionOf"))))[0]
    assert by_type.notices == (Notice("retracted", None, "publication type"),)
    assert by_both.notices == (Notice("retracted", "2022-03-03", "PubMed"),)
    assert by_title.notices == (Notice("retracted", None, "title"),)
    assert notice.retraction is None


def test_a_record_that_retracts_itself_is_retracted(reading):
    paper = reading(record(more=linked(correction("RetractionOf", "7"))))[0]
    assert (paper.retraction.date, paper.links) == ("2022-03-03", ())


def test_a_chapter_is_read_in_its_book_and_a_book_by_itself(reading):
    book = """<Book><Publisher><PublisherName>Inventors</PublisherName></Publisher><BookTitle>All Vesicles</BookTitle>
      <PubDate><Year>1999</Year></PubDate><AuthorList Type="editors"><Author><LastName>Ed</LastName></Author>
      </AuthorList><AuthorList Type="authors"><Author><LastName>Whole</LastName></Author></AuthorList></Book>"""
    chapter = """<ArticleTitle book="b">Vesicles of mice</ArticleTitle><AuthorList Type="authors"><Author>
      <LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList><PublicationType>Review</PublicationType>
      <Abstract><AbstractText Label="Synopsis">They are small.</AbstractText></Abstract><ContributionDate>
      <Year>2021</Year></ContributionDate><ReferenceList><Reference><Citation>Poe. Cargo.</Citation></Reference>
      </ReferenceList>"""
    ids = '<ArticleIdList><ArticleId IdType="doi">10.1000/b</ArticleId></ArticleIdList>'

    def entry(pmid: int, inside: str) -> str:
        document = f"<BookDocument><PMID>{pmid}</PMID>{ids}{book}{inside}</BookDocument>"
        return f"<PubmedBookArticle>{document}</PubmedBookArticle>"

    part, reference, whole = reading(entry(3, chapter), entry(4, ""))
    assert (part.id, part.title, part.authors, part.year) == ("pmid:3", "Vesicles of mice", ("Doe, Jane",), 2021)
    assert part.publication_types == ("review",)
    assert dict(part.details)["Published in"] == "All Vesicles"
    assert [(section.heading, section.text) for section in part.sections] == [("Abstract: Synopsis", "They are small.")]
    assert reference.cited_by == ("pmid:3",)
    assert (whole.title, whole.authors, whole.year, whole.doi) == ("All Vesicles", ("Whole",), 1999, "10.1000/b")


def test_a_single_record_and_a_packed_update_file_are_read(tmp_path):
    single, packed = tmp_path / "one.xml", tmp_path / "pubmed25n0001.xml.gz"
    single.write_text(record(titled("One")))
    deleted = "<DeleteCitation><PMID>5</PMID></DeleteCitation>"
    packed.write_bytes(gzip.compress(f"<PubmedArticleSet>{record()}{deleted}</PubmedArticleSet>".encode()))
    assert [paper.title for paper in read(single)] == ["One"]
    assert [paper.id for paper in read(packed)] == ["pmid:7"]


def test_a_record_of_nothing_is_named_with_its_line_and_the_others_go_on(reading):
    first, error, last = reading(record(titled("A"), pmid=1), "\n\n", record("", pmid=2), record(titled("C"), pmid=3))
    assert (first.id, last.id) == ("pmid:1", "pmid:3")
    assert isinstance(error, SourceError)
    assert ":3: record 2 has neither a title nor an abstract; " in str(error)


def test_records_before_damage_are_read(tmp_path):
    path = tmp_path / "cut.xml"
    path.write_text(f"<PubmedArticleSet>{record(titled('A'), pmid=1)}{record()[:400]}")
    paper, error = read(path)
    assert paper.title == "A"
    assert isinstance(error, SourceError)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE PubmedArticleSet [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY x "">]>',
        "<!DOCTYPE PubmedArticleSet [<!ENTITY % d \"<!ENTITY x SYSTEM 'file:///etc/passwd'>\"> %d;]>",
        '<!DOCTYPE PubmedArticleSet SYSTEM "file:///etc/passwd">',
    ],
    ids=["external", "parameter", "built", "DTD"],
)
def test_no_file_of_this_machine_is_read(tmp_path, doctype):
    path = tmp_path / "records.xml"
    path.write_text(f"{doctype}<PubmedArticleSet>{record(titled('Before &x; after'))}</PubmedArticleSet>")
    found = list(read(path))
    assert "root:" not in repr(found)
    assert all(paper.title == "Before after" for paper in found if isinstance(paper, Paper))


@pytest.mark.parametrize("place", ["<ArticleTitle>T &i;</ArticleTitle>", '<ArticleTitle book="&i;">T</ArticleTitle>'])
def test_a_billion_laughs_are_not_heard(tmp_path, place):
    layers = zip("abcdefgh", "bcdefghi", strict=True)
    bomb = '<!ENTITY a "haha">' + "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in layers)
    path = tmp_path / "records.xml"
    path.write_text(f"<!DOCTYPE PubmedArticleSet [{bomb}]><PubmedArticleSet>{record(place)}</PubmedArticleSet>")
    assert len(repr(list(read(path)))) < 2000


WHOLE = (
    f"<PubmedArticleSet>{record(more=MORE + linked(correction('ErratumIn')), data=DATA)}</PubmedArticleSet>".encode()
)


@st.composite
def damaged(draw) -> bytes:
    """A valid file, cut, with bytes changed, or with a piece of it somewhere else."""
    content = bytearray(WHOLE)
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
@example(WHOLE)
@example(b'<?xml version="1.0" encoding="unheard"?><PubmedArticle/>')
@example(b"<PubmedArticle>" + b"<i>" * 3000)
def test_any_bytes_give_papers_and_errors_of_one_line(content):
    for found in taken(read_stream, content, LIMITS):
        assert isinstance(found, Paper | SourceError)
        assert isinstance(found, Paper) or "\n" not in str(found)


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
    path = tmp_path / "large.xml.gz"
    abstract = f"<Abstract><AbstractText>{'Vesicles carry cargo. ' * 60}</AbstractText></Abstract>"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"<PubmedArticleSet>")
        for number in range(1, 20_001):
            file.write(record(titled("T", abstract), pmid=number).encode())
        file.write(b"</PubmedArticleSet>")
    # in a process of its own, as only the most that a process ever used can be asked for everywhere
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    count, growth = done.stdout.split()
    assert count == "20000"
    assert float(growth) < 1.1
