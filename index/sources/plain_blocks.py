"""Plain text and Markdown as blocks: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from index.sources.headings import NOT_EVIDENCE, SUPPLEMENT
from index.sources.plain_marks import unmarked


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


_USUAL = _names(
    """
    abstract, summary, background, introduction, aim, aims, objective, objectives, methods, method, methodology,
    material and methods, materials and methods, methods and materials, patients and methods, experimental procedures,
    experimental section, statistical analysis, results, findings, results and discussion, discussion, limitations,
    conclusion, conclusions, conclusions and future perspectives, future perspectives, keywords, abbreviations
    """
)
_LISTS = frozenset({"references", "bibliography", "literature cited", "works cited", "reference list"})
_ASIDE = _names(
    """
    acknowledgement, acknowledgements, acknowledgment, acknowledgments, funding, funding statement, financial support,
    author contributions, authors' contributions, author contribution, conflict of interest, conflicts of interest,
    competing interests, declaration of competing interest, declaration of competing interests,
    declaration of interest, declaration of interests, disclosure, disclosures, sources of funding, grant support,
    role of the funding source, credit authorship contribution statement, peer review information, ethics approval,
    ethics approval and consent to participate, informed consent, consent for publication,
    data availability, data availability statement, ethics statement, supplementary material, supplementary materials,
    supporting information, institutional review board statement, informed consent statement, publisher's note
    """
)
_NAMES = _USUAL | _LISTS | _ASIDE
"""Names of sections that are headings when they stand alone on a line."""
_LONGEST_NAME = 60
_LIST = re.compile(r"(?:references?|bibliography|literature cited|works cited)(?: list|s? and notes| cited)?", re.I)

_HEADING = re.compile(r"(#{1,6})[^\S\n]+(.*)")
_FENCE = re.compile(r"`{3,}|~{3,}")
_BULLET = re.compile(r"[-*+•‣▪◦–][^\S\n]+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)][^\S\n]+(?=\S)")
_SECTION_NUMBER = re.compile(r"(?:(\d{1,3}(?:\.\d{1,3})*)\.?|[IVX]{1,5}\.)[^\S\n]+(?=\S)")
_SUBHEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?[^\S\n]+(?=[^\W\d_])")
_SUBHEADING_WORDS = 15
_ABSTRACT = re.compile(r"[*_]{0,3}abstract[*_]{0,3}[^\S\n]?[:.—–][*_]{0,3}[^\S\n]+(?=\S)", re.I)
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,100}\]:[^\S\n]*")
_LINK_TARGET = re.compile(r"\[[^\[\]]{1,200}\]:[^\S\n]+\S+")
_COLUMNS = re.compile(r"\s{3,}|\t")
_ENDS = (".", "!", "?", ":", ")", "]", "”", '"')


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the text.

    lines: as they stand in the file. level: of a heading from 1, else 0.
    kind: "heading"; "usual", a heading known by its name alone; "numbered", one known by a number such as 2.1;
    "paragraph"; "listed", a list item, a table row or a line of code; or "note", a footnote.
    """

    lines: tuple[str, ...]
    kind: str = "paragraph"
    level: int = 0

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)


def usual_name(heading: str) -> str | None:
    """The name of a usual section that a heading has, however it is numbered, marked and capitalised.

    >>> usual_name("2. MATERIALS AND METHODS"), usual_name("**Results:**"), usual_name("Exosomes")
    ('materials and methods', 'results', None)
    """
    if len(heading) > _LONGEST_NAME:
        return None
    bare = heading.strip("#*_: \t.")
    name = _SECTION_NUMBER.sub("", bare, count=1).casefold().replace("’", "'").replace("&", "and").strip()
    return name if name in _NAMES else None


def lists_papers(heading: str) -> bool:
    """Whether a section of this name is a reference list."""
    return _LIST.fullmatch(heading) is not None


def is_evidence(heading: str) -> bool:
    """Whether what stands under this name can be: not acknowledgements, funding, interests and the like."""
    return NOT_EVIDENCE.match(heading) is None and SUPPLEMENT.match(heading) is None


def blocks(text: str, *, is_markdown: bool) -> Iterator[Block]:
    """The blocks of a text in order; hard-wrapped lines are the lines of one block.

    is_markdown: whether marks within lines stand for something.
    """
    reading = _Reading(is_markdown)
    lines = chain.from_iterable(reading.line(line.strip()) for line in text.splitlines())
    for block in chain(lines, reading.flush()):
        if block.lines:
            yield block


class _Reading:
    """What has been read of a text and is not yet complete."""

    def __init__(self, is_markdown: bool) -> None:
        self._is_markdown = is_markdown
        self._lines: list[str] = []
        self._kind = "paragraph"
        self._number = 0
        self._fence = ""
        self._was_row = False

    def flush(self) -> Iterator[Block]:
        """The block that is held, complete."""
        if not self._lines:
            return
        lines, kind = tuple(self._lines), self._kind
        self._lines, self._kind = [], "paragraph"
        found = _SUBHEADING.match(lines[0])
        if found and len(lines) == 1 and kind == "paragraph" and _is_title_like(lines[0]):
            yield self._block((lines[0][found.end() :],), "numbered", found.group(1).count(".") + 1)
        else:
            yield self._block(lines, kind)

    def line(self, line: str) -> Iterator[Block]:
        """The blocks that this line completes."""
        if self._fence:
            yield from self._in_fence(line)
        elif not line:
            yield from self.flush()
        elif self._is_markdown and (fence := _FENCE.match(line)):
            yield from self.flush()
            self._fence = fence.group()
        elif heading := _HEADING.match(line):
            yield from self.flush()
            self._number = 0
            if words := heading.group(2).rstrip("# \t"):
                yield self._block((unnumbered(words),), "heading", len(heading.group(1)))
        elif self._underlines(line):
            (words,) = self._lines
            self._lines = []
            yield self._block((unnumbered(words),), "heading", 1 if line[0] == "=" else 2)
        elif not line.strip("-=_*~#+|: ") and len(line) > 2:
            yield from self.flush()
        else:
            yield from self._words(line)

    def _in_fence(self, line: str) -> Iterator[Block]:
        if line.startswith(self._fence) and not line.strip(self._fence[0]):
            self._fence = ""
        elif line:
            yield Block((line,), "listed")

    def _underlines(self, line: str) -> bool:
        is_line = len(line) > 2 and (not line.strip("=") or not line.strip("-"))
        return is_line and len(self._lines) == 1 and self._kind == "paragraph"

    def _words(self, line: str) -> Iterator[Block]:
        if self._is_markdown:
            line = line.lstrip("> \t") if line.startswith(">") else line
            if _LINK_TARGET.fullmatch(line):
                return
            if note := _NOTE.match(line):
                yield from self.flush()
                self._kind, line = "note", line[note.end() :]
        if not self._lines and (abstract := _ABSTRACT.match(line)):
            yield Block(("Abstract",), "usual", 1)
            line = line[abstract.end() :]
        cells = self._cells(line)
        self._was_row = bool(cells)
        if cells:
            yield from self.flush()
            yield self._block((" | ".join(cells),), "listed")
        elif usual_name(line) and (not self._lines or self._lines[-1].endswith(_ENDS)):
            yield from self.flush()
            heading = unnumbered(line.strip("*_: \t"))
            yield self._block((heading.capitalize() if heading.isupper() else heading,), "usual", 1)
        elif marker := self._marker(line):
            yield from self.flush()
            self._kind = "listed"
            self._lines.append(line[marker:])
        elif line:
            self._lines.append(line)

    def _cells(self, line: str) -> list[str]:
        """Of a table row: between bars, or in columns that tabs or wide gaps hold apart."""
        if line.startswith("|") or line.count(" | ") > 1 or (self._was_row and " | " in line):
            return [cell for part in line.split("|") if (cell := part.strip())]
        columns = _COLUMNS.split(line)
        return columns if len(columns) > 2 else []

    def _marker(self, line: str) -> int:
        """The length of the mark of a list item. A number is one only at the beginning or next in order: a wrapped
        line can begin with "2021. "."""
        bullet = _BULLET.match(line)
        if bullet and (line[0] not in "+–" or not self._lines or self._kind == "listed"):
            return bullet.end()
        number = _NUMBER.match(line)
        if number and (not self._lines or (self._kind == "listed" and int(number.group(1)) == self._number + 1)):
            self._number = int(number.group(1))
            return number.end()
        return 0

    def _block(self, lines: tuple[str, ...], kind: str, level: int = 0) -> Block:
        if self._is_markdown:
            lines = tuple(line for line in unmarked("\n".join(lines)).split("\n") if line.strip())
        return Block(lines, kind, level)


def unnumbered(heading: str) -> str:
    """Without "2.1 " before a capital; "3D culture", "10 days later" and "V. cholerae" are what they are."""
    found = _SECTION_NUMBER.match(heading)
    if not found:
        return heading
    rest = heading[found.end() :]
    is_number = found.group(1) and "." in found.group() and rest[0].isupper()
    return rest if is_number or usual_name(heading) else heading


def _is_title_like(line: str) -> bool:
    return not line.endswith(_ENDS[:4]) and len(line.split(maxsplit=_SUBHEADING_WORDS)) <= _SUBHEADING_WORDS
