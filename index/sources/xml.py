"""XML files of any size, one element at a time."""

from collections.abc import Collection, Iterator
from typing import cast

from lxml import etree

from index.errors import SourceError
from index.sources.stream import Stream

_MEND = "repair the file or fetch it again"


def elements(stream: Stream, names: Collection[str]) -> Iterator[etree._Element | SourceError]:
    """Each outermost element of one of these local names, complete; it is freed when the next one is asked for.

    Entities are not expanded and nothing is fetched. At damage, or at an element over the record limit, a SourceError
    is yielded and nothing follows: what lies behind it in the file cannot be told apart from it.
    """
    parser = etree.XMLPullParser(
        ("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth, since, begun = 0, 0, False
    damage: etree.XMLSyntaxError | None = None
    for chunk in stream.chunks():
        chunk = chunk if begun else chunk.lstrip()  # before the declaration there may be none
        if not chunk:
            continue
        begun = True
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            damage = error
        since += len(chunk)
        for event, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                yield element
                _free(element)
                since = 0
        if damage:
            break
        if since > stream.limits.record:
            yield stream.too_large("an element")
            return
    try:
        if damage is None:
            parser.close()
    except etree.XMLSyntaxError as error:
        damage = error
    if damage:
        cause = (damage.msg or "no element found").replace(", try XML_PARSE_HUGE", "")[:200]
        yield stream.refused(f"damaged XML: {cause}", _MEND, damage.lineno)


def _free(element: etree._Element) -> None:
    """Let go of an element and of all that stands before it, also around it."""
    element.clear()
    for around in [element, *element.iterancestors()]:
        parent = around.getparent()
        while parent is not None and parent[0] is not around:
            del parent[0]
