"""Why there is no answer, in a sentence that helps to ask a better question."""

from collections.abc import Sequence

from index import Filters, Index, Passage
from index.analysis import tokens
from index.filters import EVERYTHING
from qa.bibliography import STANDING
from qa.evidence import Evidence, Scored, usable
from qa.holdings import holdings
from qa.phrases import Phrases

ONLY_ORDERS = "This holds instructions and no question; Vesicle follows none, it quotes papers. Ask what they say."
NOT_IN_LITERATURE = "This library holds nothing that clearly speaks of it."
SAME_AGAIN = "That is all that this library holds on it, as far as was found."
RETRACTED = "All that this library holds on the question has been retracted, so nothing is quoted as an answer."
SEVERAL = "Several papers fit these words; say which one you mean, by its title or an author."


def which_paper(library: Index) -> str:
    """When a question is about a paper and does not say which."""
    return f"This library holds {holdings(library.manifest.counts)}; say which one you mean, by its title or an author."


def not_recorded(title: str, labels: Sequence[str], library: Index) -> str:
    """When a paper's record does not hold what is asked."""
    if STANDING in labels:
        return (
            f"The record of “{title}” holds no retraction, correction or expression of concern, as far as was indexed"
            f" by {library.manifest.built_at[:10]}; look it up where it was published before you rely on it."
        )
    return f"The record of “{title}” does not give what is asked ({', '.join(labels)})."


def nothing_found(evidence: Evidence, passages: Sequence[Passage], library: Index, filters: Filters) -> str:
    """When no sentence answers."""
    among = library.among(filters)
    if among and not len(among.rows):
        return f"No paper in this library fits all filters ({filters}); take one away."
    reason = f"No sentence found in this library answers the question. It holds {holdings(library.manifest.counts)}."
    if filters != EVERYTHING:
        reason += f" Only what fits the filters was searched ({filters})."
    if evidence.missing and any(map(usable, passages)):
        words = ", ".join(f"“{word}”" for word in evidence.missing[:3])
        reason += f" The papers nearest to the question do not mention {words}."
    return reason


def unspoken(evidence: Evidence, chosen: Sequence[Scored], phrases: Phrases) -> str | None:
    """What of the question the quotes do not speak of, for the reader to know before them.

    chosen: the sentences that are quoted. phrases: of the question.
    """
    quoted = {one.passage.paper.id for one in chosen}
    if words := [f"“{word}”" for word, papers in evidence.telling.items() if papers.isdisjoint(quoted)]:
        return f"None of the papers quoted mentions {', '.join(words[:3])}."
    texts = [tokens(text) for one in chosen for text in (one.text, one.passage.paper.title)]
    if sources := phrases.other_sources(texts):
        return f"None of the quotes speaks of vesicles of {' and '.join(sources)}."
    return None
