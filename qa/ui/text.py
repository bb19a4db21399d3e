"""Text as the page shows it: data, never markup."""

from collections.abc import Iterable


def literal(text: str) -> str:
    """Text as it is for a place where Markdown, LaTeX, templates and HTML would all be interpreted.

    Every character that could mean something to one of them becomes a character reference.

    >>> literal("p<0.05 *a*")
    'p&#60;0&#46;05 &#42;a&#42;'
    """
    return "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in text)


def emphasised(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Text with parts of it emphasised; its text content is the text exactly.

    spans: start and end of each part; what lies outside of the text, or in an earlier part too, counts once or not.

    >>> emphasised("Both miR21 and miR155", [(5, 10), (15, 21), (5, 8)])
    'Both <strong>miR21</strong> and <strong>miR155</strong>'
    """
    parts, at = list[str](), 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += [literal(text[at:start]), f"<strong>{literal(text[start:end])}</strong>"]
            at = end
    return "".join([*parts, literal(text[at:])])


def cut(text: str, most: int) -> str:
    """The first characters of a text that is longer.

    >>> cut("abcdef", 3), cut("abc", 3)
    ('abc …', 'abc')
    """
    return text if len(text) <= most else f"{text[:most]} …"
