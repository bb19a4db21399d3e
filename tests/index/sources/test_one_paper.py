"""The same paper, as the tools that researchers use export it, is the same paper."""

import json

import pytest

from index import build, open_index
from index.sources import read

ABSTRACT = "We gave 10^6 exosomes of CD8+ cells to mice. p < 0.05 was found."
FILES = {
    "a.jsonl": json.dumps(
        {
            "pmid": "7", "doi": "10.1000/x", "title": "Exosomes of CD8+ cells in mice with tumours",
            "abstract": ABSTRACT, "authors": ["Abe, Chizumi", "Dai, Qin"], "journal": "J Foo", "year": 2021,
        }
    ),
    "a.nbib": f"""
PMID- 7
DP  - 2021 May 3
TI  - Exosomes of CD8+ cells in mice with tumours
AB  - {ABSTRACT}
FAU - Abe, Chizumi
FAU - Dai, Qin
JT  - J Foo
LID - 10.1000/x [doi]

""",
    "a.ris": """TY  - JOUR
TI  - Exosomes of CD8<sup>+</sup> cells in mice with tumours
AB  - We gave 10<sup>6</sup> exosomes of CD8+ cells to mice. p &lt; 0.05 was found.
AU  - Abe, Chizumi
AU  - Dai, Qin
T2  - J Foo
PY  - 2021
DO  - 10.1000/X
ER  -
""",
    "a.bib": r"""@article{abe,
  title = {Exosomes of {CD8}{\textsuperscript{+}} cells in mice with tumours},
  abstract = {We gave 10{\textsuperscript{6}} exosomes of CD8+ cells to mice. p $<$ 0.05 was found.},
  author = {Abe, Chizumi and Dai, Qin}, journal = {J Foo}, year = {2021}, doi = {10.1000/x}
}
""",
    "a.json": json.dumps(
        [
            {
                "type": "article-journal", "title": "Exosomes of CD8<sup>+</sup> cells in mice with tumours",
                "abstract": "<jats:p>We gave 10\n <jats:sup>6</jats:sup>\n exosomes of CD8+ cells to mice. p &lt; 0.05"
                " was found.</jats:p>",
                "author": [{"family": "Abe", "given": "Chizumi"}, {"family": "Dai", "given": "Qin"}],
                "container-title": "J Foo", "issued": {"date-parts": [[2021, 5, 3]]}, "DOI": "10.1000/x",
            }
        ]
    ),
    "pubmed.xml": """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>J Foo</Title></Journal>
<ArticleTitle>Exosomes of CD8<sup>+</sup> cells in mice with tumours</ArticleTitle>
<ELocationID EIdType="doi">10.1000/x</ELocationID>
<Abstract><AbstractText>We gave 10<sup>6</sup> exosomes of CD8<sup>+</sup> cells to mice. p &lt; 0.05 was found.
</AbstractText></Abstract>
<AuthorList><Author><LastName>Abe</LastName><ForeName>Chizumi</ForeName></Author>
<Author><LastName>Dai</LastName><ForeName>Qin</ForeName></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>""",
    "jats.xml": """<article><front>
<journal-meta><journal-title-group><journal-title>J Foo</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="doi">10.1000/x</article-id>
<title-group><article-title>Exosomes of CD8<sup>+</sup> cells in mice with tumours</article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Abe</surname><given-names>Chizumi</given-names></name></contrib>
<contrib contrib-type="author"><name><surname>Dai</surname><given-names>Qin</given-names></name></contrib>
</contrib-group>
<pub-date><year>2021</year></pub-date>
<abstract><p>We gave 10<sup>6</sup> exosomes of CD8<sup>+</sup> cells to mice. p &lt; 0.05 was found.</p></abstract>
</article-meta></front></article>""",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_each_format_says_the_same(tmp_path, name):
    (tmp_path / name).write_text(FILES[name], "utf-8")
    (paper,) = read(tmp_path / name)
    assert paper.title == "Exosomes of CD8+ cells in mice with tumours"
    assert (paper.authors, paper.journal, paper.year) == (("Abe, Chizumi", "Dai, Qin"), "J Foo", 2021)
    assert [(section.heading, section.text) for section in paper.sections] == [("Abstract", ABSTRACT)]
    assert (paper.doi, paper.pmid) in {("10.1000/x", "7"), ("10.1000/x", None)}


def test_all_formats_together_are_one_paper(tmp_path):
    (tmp_path / "papers").mkdir()
    for name, text in FILES.items():
        (tmp_path / "papers" / name).write_text(text, "utf-8")
    report = build([tmp_path / "papers"], index=tmp_path / "index")
    assert (report.counts["papers"], report.failed) == (1, ())
    paper = open_index(tmp_path / "index").catalog.paper("doi:10.1000/x")
    assert (paper.id, paper.doi, paper.sections[0].text) == ("pmid:7", "10.1000/x", ABSTRACT)
