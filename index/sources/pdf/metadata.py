"""What a PDF file says of itself: the fields of its information, and the identifiers in its XMP."""

import ctypes
import re
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

_LONGEST_FIELD = 4_096
_LOOKED_AT = 8_000_000
_XMP = re.compile(
    rb"<(?:prism:doi|pdfx?:doi|crossmark:DOI|pdfx:CrossMarkDOI)>\s*(?:doi:)?(10\.\d{4,9}/[^\s<]{1,200})\s*<"
)
_JOURNAL = re.compile(rb"<prism:publicationName>\s*([^<]{2,200}?)\s*<")
_DATE = re.compile(rb"<prism:(?:coverDate|publicationDate)>(?:\s|<[^<>]{1,40}>)*((?:19|20)\d\d)")


def information(document: Any, name: str) -> str:
    """A field of the file's information ("Title", "Author", "Subject"), "" when there is none."""
    length = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
    if not 2 < length <= _LONGEST_FIELD:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(document, name.encode(), buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def xmp(path: Path) -> dict[str, str]:
    """The "doi", "journal" and "year" that the XMP names in the first or last megabytes of a file; publishers leave it
    uncompressed."""
    with path.open("rb") as file:
        content = file.read(_LOOKED_AT)
        file.seek(max(len(content), path.stat().st_size - _LOOKED_AT))
        content += file.read(_LOOKED_AT)
    found = {}
    for name, pattern in (("doi", _XMP), ("journal", _JOURNAL), ("year", _DATE)):
        if match := pattern.search(content):
            found[name] = unescape(match.group(1).decode("utf-8", "replace"))
    return found
