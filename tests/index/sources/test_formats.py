"""What a file is, told by what is in it, whatever it is called."""

import gzip
from pathlib import Path

import pytest

from index.errors import SourceError
from index.records import Paper
from index.sources import read

JATS = (
    "<article><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front>"
    "</article>"
)
PUBMED = (
    "<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>T</ArticleTitle></Article>"
    "</MedlineCitation></PubmedArticle>"
)
HTML = (
    '<!DOCTYPE html><html><head><meta name="citation_title" content="T"></head><body><p>Words of an article.</p></body>'
    "</html>"
)
PAGE = "T\n\nReference1 articles.\n\n1. A study;Doe;Cell,2020\n\nCited by 1 articles\n"
DOCTYPE = """<!DOCTYPE article PUBLIC "-//NLM//DTD" "x.dtd" [ <!-- ]> --> <!ENTITY a "]>"> <?x ]> ?> ]>"""
READ = {
    "jats": JATS,
    "jats, declared": f'\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n{DOCTYPE}\n<?pi <rss> ?>\n' + JATS,
    "jats, several": f"<articles>{JATS}</articles>",
    "jats, from PubMed Central": f"<pmc-articleset>{JATS}</pmc-articleset>",
    "jats, harvested": '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><metadata>'
    + JATS
    + "</metadata></record></GetRecord></OAI-PMH>",
    "jats, in a namespace": JATS.replace("<", "<j:")
    .replace("<j:/", "</j:")
    .replace("<j:article>", '<j:article xmlns:j="https://jats.nlm.nih.gov/ns/archiving/1.3/">'),
    "pubmed": f"<PubmedArticleSet>{PUBMED}</PubmedArticleSet>",
    "pubmed, one": f'<?xml version="1.0"?>{PUBMED}',
    "html": HTML,
    "html, in upper case": HTML.upper().replace("CITATION_TITLE", "citation_title"),
    "html, its body": "\n<!-- x --><body><h1>T</h1><h2>Methods</h2><p>Words.",
    "html, as XML": '\ufeff<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML" "x.dtd">'
    + HTML.removeprefix("<!DOCTYPE html>"),
    "medline": "\nPMID- 7\nOWN - NLM\nTI  - T\n",
    "ris": "TY  - JOUR\nTI  - T\nER  - \n",
    "ris, with lines before": "Provider: A library\nContent: text/plain\n\nTY  - JOUR\nTI  - T\nER  - \n",
    "bibtex": "@article{key,\n  title = {T}\n}\n",
    "bibtex, with comments before": "% Encoding: UTF-8\n\n%% more\n@Article{key, title = {T}}\n",
    "csl": '[{"type": "article-journal", "title": "T"}]',
    "csl, over lines": '[\n  {\n    "id": "x", "type": "article-journal", "title": "T"\n  }\n]',
    "csl, items": '{"items": [{"type": "article-journal", "title": "T"}]}',
    "jsonl": '{"title": "T"}\n{"title": "U"}\n',
    "page": PAGE.replace("Ref", "Some words that make an abstract, as many as it takes.\n\nRef", 1),
}
NAMES = ["paper", "paper.txt", "paper.md", "paper.pdf", "paper.csv", "paper.xml", "paper.json.gz"]


def first(path: Path) -> Paper | SourceError:
    return next(iter(read(path)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", READ)
def test_the_format_is_told_by_content_under_any_name(tmp_path, form, name):
    path, content = tmp_path / name, READ[form].encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    found = first(path)
    assert isinstance(found, Paper), found
    assert (found.title, found.origin) == ("T", form.split(",")[0])


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "a.MARKDOWN", "a.txt.gz"])
def test_text_is_a_paper_only_when_its_name_says_so(tmp_path, name):
    content = b"A title\n\nWords of a paper.\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert first(tmp_path / name).origin == "plain"


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a comment -->\n# A title\n\nWords.\n",
        '<p align="center">A picture</p>\n\n# A title\n\nWords.\n',
        "<https://example.org> says\n",
        "# A title\n\nAs in\n\n<article>Words</article>\n",
        "# A title\n\n" + "Words.\n\n" * 10 + "TY  - JOUR\n",
        "{braces} begin it\n",
        "[1] begins it\n",
    ],
)
def test_markdown_may_begin_with_what_looks_like_another_format(tmp_path, text):
    (tmp_path / "a.md").write_text(text)
    assert first(tmp_path / "a.md").origin == "plain"


def test_json_lines_are_told_by_their_name_too(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('not JSON\n{"title": "T"}\n["x"]\n')
    error, paper, other = read(path)
    assert (str(error), str(other)) == (
        f"{path}:1: not JSON; write each record as one JSON object on one line",
        f'{path}:3: not a JSON object; write each record as {{"title": ..., "abstract": ...}}',
    )
    assert paper.title == "T"


ZIP = b"PK\x03\x04\x14\0\0\0\x08\0"


@pytest.mark.parametrize(
    ("content", "name", "cause", "mend"),
    [
        (b"", "a.xml", "empty", "remove it"),
        (b"\xef\xbb\xbf \n\t\r\n", "a.txt", "nothing but white space", "remove it"),
        (b"<!DOCTYPE html><html><article>News</article></html>", "a.xml", "a web page that is no article", ".txt"),
        (b"\n<!-- x --><HTML lang='en'>", "a.txt", "only a script would bring", "in a browser"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "a.mhtml", "a web page in one file", "save it as HTML"),
        (b"%PDF-1.7\n\xe2\xe3", "a.txt", "a damaged PDF", "fetch the file again"),
        (ZIP + b"[Content_Types].xml word/document.xml", "a.docx", "a Word document", "save it as text"),
        (ZIP + b"[Content_Types].xml xl/workbook.xml", "a.xlsx", "an Excel workbook", "export its records"),
        (ZIP + b"mimetypeapplication/epub+zip", "a.epub", "an EPUB book", "save it as text"),
        (ZIP + b"a.xml", "a.zip", "a zip archive", "unpack it"),
        (b"\x7fELF\x02\x01\0\0", "a.txt", "not text", "export it"),
        (bytes(range(1, 256)), "a.md", "not text", "export it"),
        ("A title".encode("utf-16-le"), "a.txt", "UTF-16 without a byte order mark", "save the file as UTF-8"),
        (b"A title with caf\xe9s", "a.txt", "not UTF-8", "save the file as UTF-8"),
        (b"1: Doe J. Title.\nJ Inv. 2020;1(2):3. doi: 10.1000/x. PMID: 7.\n\n2: Roe", "a.txt", "PubMed's", ".nbib"),
        (b"1. J Inv. 2020 May;1(2):3. doi: 10.1000/x.\n\nTitle.\n\nDoe J.\n\nPMID: 7\n", "a.txt", "PubMed's", ".nbib"),
        (b"pmid,title\n7,A title\n", "a.csv", "text of no format that is read", "RIS, BibTeX or JSON Lines"),
        (
            b"import json\n\n@wraps(f)\ndef f(): ...\n",
            "a.py",
            "text of no format",
            "name a text that is one paper .txt",
        ),
        (b"@page {\n  margin: 1cm;\n}\n", "a.css", "text of no format", ".txt"),
        (b"Dear colleague,", "a", "text of no format", ".txt"),
        (b'{\n  "message": {}\n}', "a.json", "JSON of another shape", "JSON Lines"),
        (b'[["a"], ["b"]]', "a.json", "JSON of another shape", "CSL JSON"),
        (b"[1, 2]", "a.json", "JSON of another shape", "CSL JSON"),
        (b'<?xml version="1.0"?><x:rss xmlns:x="y"><article/></x:rss>', "a.xml", "unknown kind, <rss>", "PubMed"),
        (b"<svg><article/></svg>", "a.svg", "unknown kind, <svg>", "fetch"),
        (b'<?xml version="1.0"?><!-- only this', "a.xml", "without a root element", "fetch it again"),
        (b"<articles></articles>", "a.xml", "no paper in it", "check that it is the right file"),
        (gzip.compress(gzip.compress(b"x")), "a.gz", "a gzip file in a gzip file", "unpack it"),
        (gzip.compress(b"a".ljust(257, b"\0") + b"ustar"), "a.tar.gz", "a tar archive", "unpack it"),
    ],
)
def test_what_is_not_read_is_one_line_with_cause_and_mend(tmp_path, content, name, cause, mend):
    path = tmp_path / name
    path.write_bytes(content)
    (error,) = read(path)
    message = str(error)
    assert isinstance(error, SourceError)
    assert message.startswith(f"{path}: ") or message.startswith(f"{path}:1: ")
    assert message.isprintable()
    said, advised = message.split("; ", 1)
    assert cause in said
    assert mend in advised


def test_an_exception_that_no_reader_foresaw_is_one_line_and_what_came_before_is_read(tmp_path, monkeypatch):
    def broken(stream):
        yield Paper("doi:10.1000/x", "Before")
        raise KeyError("pages\n\x1b[31m")

    monkeypatch.setattr("index.sources.ris.read", broken)
    (tmp_path / "a.ris").write_text(READ["ris"])
    (tmp_path / "b.jsonl").write_text('{"title": "After"}')
    before, error, after = read(tmp_path)
    assert (before.title, after.title) == ("Before", "After")
    assert f"{tmp_path}/a.ris: cannot be read (KeyError: " in str(error)
    assert str(error).isprintable()
