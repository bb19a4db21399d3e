"""What is not read here: what it is, and what to do about it."""

import re

Known = tuple[str, str]
"""A cause and its mend, as a refusal has them."""

WEB_PAGE = ("a web page", "save the page as text (.txt), or fetch the article's XML")
UNKNOWN_XML = ("XML of an unknown kind, <{}>", "fetch the article's XML from PubMed Central or PubMed")
UTF7 = ("XML in UTF-7", "save the file as UTF-8")
ENTITIES = ("XML whose entities hold elements", "fetch the article's XML from its publisher")
OTHER_JSON = ("JSON of another shape", "write one record a line (JSON Lines), or export CSL JSON")
OTHER_TEXT = (
    "text of no format that is read",
    "name a text that is one paper .txt or .md; export a table or a list as RIS, BibTeX or JSON Lines",
)
_EXPORT = "export it as RIS or BibTeX"
_TAGGED = {
    r"FN (?:Clarivate|Thomson|ISI)|VR 1\.0\s|PT [JBSP]\n": ("Web of Science's tagged text", _EXPORT),
    r"%[0A] \w": ("EndNote's tagged text", _EXPORT),
    r"Reference Type:\s": ("EndNote's text for reading", _EXPORT),
}
_PUBMED_TEXT = ("PubMed's text for reading", "save it in the format PubMed (or .nbib) instead")
_BINARY = ("not text", "export it as text, XML, RIS or JSON Lines")
_UTF16 = ("UTF-16 without a byte order mark", "save the file as UTF-8")
_UNPACK = "unpack it first"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "a Rich Text document", "save it as text (.txt)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Office", "save it as text (.txt)"),
    (b"\x1f\x8b", "a gzip file in a gzip file", _UNPACK),
    (b"BZh91AY&SY", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\0", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
)
_IN_ZIP: tuple[tuple[bytes, str, str], ...] = (
    (b"word/", "a Word document", "save it as text (.txt)"),
    (b"xl/", "an Excel workbook", "export its records as RIS, BibTeX or JSON Lines"),
    (b"ppt/", "a PowerPoint presentation", "save it as text (.txt)"),
    (b"application/epub+zip", "an EPUB book", "save it as text (.txt)"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", "save it as text (.txt)"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.02
_DECLARED = re.compile(r"""<!--.*?-->|<\?.*?\?>|"(?P<double>[^"]*)"|'(?P<single>[^']*)'""", re.S)
_ELEMENT = re.compile(r"<(?!!ENTITY\s)|&#0*60;|&#x0*3c;|<!ENTITY.*&#|&#.*<!ENTITY", re.I | re.S)


def packed(head: bytes) -> Known | None:
    """What a file is whose first bytes are those of a document or an archive.

    >>> packed(b"BZh91AY&SY")
    ('a bzip2 file', 'unpack it first')
    """
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if head.startswith(_ZIP):
        return next(((what, mend) for name, what, mend in _IN_ZIP if name in head), ("a zip archive", _UNPACK))
    if head[257:262] == b"ustar":
        return "a tar archive", _UNPACK
    return next(((what, mend) for magic, what, mend in _MAGIC if head.startswith(magic)), None)


def binary(head: bytes) -> Known | None:
    """Whether it is no text in UTF-8, or in UTF-16 that says so.

    >>> binary("a\\u00e9".encode("utf-16-le"))[0], binary(b"\\x7fELF\\0\\0")[0], binary(b"words")
    ('UTF-16 without a byte order mark', 'not text', None)
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    zeros = head[0::2].count(0), head[1::2].count(0)
    if max(zeros) * 4 > len(head) > min(zeros) * 100 and min(zeros) * 20 <= max(zeros):
        return _UTF16
    if b"\0" in head or len(_CONTROL.findall(head)) > _MOST_CONTROL * len(head):
        return _BINARY
    return None


def entities_with_elements(prologue: str) -> bool:
    """Whether XML declares, before its root, an entity that holds an element, or can be made to.

    Where the markup in one is damaged, libxml2 frees elements that lxml still holds: memory is then read, and may be
    freed, a second time. No article needs such an entity, and none is expanded here.

    >>> entities_with_elements("<!DOCTYPE a [<!ENTITY b '<c>'>]>"), entities_with_elements("<!ENTITY nbsp '&#160;'>")
    (True, False)
    """
    values = (found["double"] or found["single"] or "" for found in _DECLARED.finditer(prologue))
    return any(map(_ELEMENT.search, values))


def tagged_text(start: str) -> Known | None:
    """What Web of Science and EndNote write where they are not asked for RIS or BibTeX.

    >>> tagged_text("FN Clarivate Analytics Web of Science\\nVR 1.0\\nPT J")[0]
    "Web of Science's tagged text"
    """
    return next((known for sign, known in _TAGGED.items() if re.match(sign, start)), None)


def pubmed_text(start: str) -> Known | None:
    """PubMed's "Summary (text)" and "Abstract (text)", which run the fields of a record together.

    >>> pubmed_text("1: Abe C. Exosomes. Pharmaceutics. 2023 Mar;15(3):1024. doi: 10.1/x. PMID: 7.")[0]
    "PubMed's text for reading"
    """
    first = re.split(r"\r?\n[^\S\n]*\r?\n", start, maxsplit=1)[0]
    if re.match(r"1: ", first) and re.search(r"\bPMID: \d", first):
        return _PUBMED_TEXT
    if re.match(r"1\. \S.*\. (?:19|20)\d\d\b.*[;:.]", first) and re.search(r"^PMID: \d", start, re.M):
        return _PUBMED_TEXT
    return None
