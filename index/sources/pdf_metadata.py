"""What a PDF file says of itself: the fields of its information, and the identifiers in its XMP."""

import ctypes
import mmap
import re
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

_LONGEST_FIELD = 4_096
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
    """The "doi", "journal" and "year" that the file's XMP names; publishers leave it uncompressed."""
    found = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for name, pattern in (("doi", _XMP), ("journal", _JOURNAL), ("year", _DATE)):
            match = pattern.search(content)
            if match:
                found[name] = match.group(1).decode("utf-8", "replace")
    return found
