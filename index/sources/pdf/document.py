"""A PDF file as what it says: title, identifiers, sections with their pages, references."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from index.identifiers import clean_doi
from index.sources.jats_text import CAPTIONS
from index.sources.pdf.blocks import Block, blocks_of, body_size
from index.sources.pdf.extract import pages_of
from index.sources.pdf.front import title_of, without_front
from index.sources.pdf.furniture import without_furniture
from index.sources.pdf.identifiers import own_doi, own_ids, own_year
from index.sources.pdf.layout import in_reading_order
from index.sources.pdf.metadata import information, xmp
from index.sources.pdf.page import MOST_PAGES, Page
from index.sources.pdf.parts import Part, parts_of
from index.sources.pdf.quality import is_garbled, is_shell, is_without_text
from index.sources.pdf.scripts import cite_by_superscript, shown, without_marks
from index.sources.pdf.words import Vocabulary
from index.sources.plain_fields import people
from index.sources.plain_sections import NOTES, sections_of
from index.text import letters_of

_SMALL = 0.94
"""Than the text: the type in which a first page names its paper."""
_FRONT_PAGES = 2
_END = b"%%EOF"
_TAIL = 2048


class Unreadable(Exception):
    """A file that holds no paper to be read. reason: one that `paper` explains. detail: a number for it."""

    def __init__(self, reason: str, detail: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def document(path: Path, most_characters: int) -> dict[str, Any]:
    """What a file says, as JSON has it.

    Keys: title, authors, journal, year, doi, pmid, pmcid; sections: [heading, [[text, page], ...]]; references: texts;
    lost: numbers of pages that cannot be read; is_cut: whether the end of the file is missing.
    Raises Unreadable.
    """
    opened = pdfium.FPDF_LoadDocument(os.fsencode(path), None)
    if not opened:
        is_locked = pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Unreadable("encrypted" if is_locked else "damaged")
    try:
        count = pdfium.FPDF_GetPageCount(opened)
        if count > MOST_PAGES:
            raise Unreadable("pages", count)
        pages, held = list[Page](), 0
        lost = []
        for number, page in enumerate(pages_of(opened), 1):
            if page is None:
                lost.append(number)
                continue
            pages.append(page)
            held += sum(len(line.text) for line in page.lines)
            if held > most_characters:
                raise Unreadable("characters")
        if not pages:
            raise Unreadable("damaged")
        if is_shell(pages):
            raise Unreadable("shell")
        if is_garbled(pages):
            raise Unreadable("garbled")
        told = {name: information(opened, name) for name in ("Title", "Author", "doi", "Subject")}
    finally:
        pdfium.FPDF_CloseDocument(opened)
    return {**_paper(pages, told | xmp(path)), "lost": lost, "is_cut": not _has_end(path)}


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return _END in file.read()


def _paper(pages: list[Page], told: dict[str, str]) -> dict[str, Any]:
    framed, furniture = without_furniture(pages)
    if is_without_text(framed):
        raise Unreadable("pictures")
    lines = in_reading_order(framed)
    if cite_by_superscript(line for page in lines for line in page):
        lines = [list(map(without_marks, page)) for page in lines]
    every = [line for page in lines for line in page]
    body = body_size(every)
    blocks = list(blocks_of(lines))
    title, shows = title_of(blocks, body, told["Title"])
    text, front, has_bare_abstract = without_front(blocks, shows, body)
    parts = parts_of(text, body, Vocabulary(map(shown, every)))
    if has_bare_abstract:
        parts.insert(0, Part("heading", (("Abstract", 1),), 1))
    heads = [line.text for line in furniture if line.page <= _FRONT_PAGES]
    small = [block for block in text if block.page <= _FRONT_PAGES and block.size < _SMALL * body]
    named = [line for block in front + small for line in block.texts]
    pmid, pmcid = own_ids([*heads, *named])
    sections, listed = sections_of([part for part in parts if part.kind not in {"caption", "note"}])
    aside = {CAPTIONS: [p for p in parts if p.kind == "caption"], NOTES: [p for p in parts if p.kind == "note"]}
    return {
        "title": title,
        "authors": _authors(told["Author"], blocks),
        "journal": told.get("journal"),
        "year": told.get("year") or own_year([*heads, *named]),
        "doi": clean_doi(told.get("doi")) or clean_doi(told["doi"]) or own_doi([told["Subject"], *heads], named),
        "pmid": pmid,
        "pmcid": pmcid,
        "sections": [[heading, _pieces(under)] for heading, under in [*sections, *aside.items()]],
        "references": [part.text for part in listed],
    }


def _pieces(parts: Iterable[Part]) -> list[tuple[str, int]]:
    """The pieces of parts, a line each."""
    return [piece for part in parts for piece in (*part.pieces, ("\n", part.pieces[-1][1]))]


def _authors(told: str, blocks: list[Block]) -> list[str]:
    """The authors that the file names, if its first page prints every one of them; else none: it may be the typist."""
    names = people(told)
    first = letters_of(" ".join(text for block in blocks if block.page == blocks[0].page for text in block.texts))
    parts = [re.split(r"[,\s]+", name.strip()) for name in names]
    printed = all(len(part) > 1 and all(letters_of(word) in first for word in part) for part in parts)
    return names if told.strip() and printed else []
