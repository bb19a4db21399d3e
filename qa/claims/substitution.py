"""Words of a quote that a sentence has put others for, or has put in another place."""

from collections import Counter
from collections.abc import Callable, Iterator

from index.analysis import STOP_WORDS
from qa.claims.directions import Reading
from qa.claims.opposites import TURNING
from qa.claims.surroundings import REACH, shared

PREFIXED = 6
"""Letters of a word that can have a beginning which turns it."""
IN_PLACE, AT_AN_END = 0.4, 0.6
"""Share of what stands round one word that must stand round the other, and the other way, for it to stand in the
other's place: between the same two words, and at the beginning or the end of a clause. Chosen on SciFact train and
BioASQ 7b-9b (python -m benchmarks.verification --split train)."""

_SYMMETRIC = frozenset("a and as between both nor or the to versus vs well with".split())
"""Words between two names that mean the same whichever is first."""


def prefixed(sentence: Reading, quote: Reading) -> Iterator[tuple[str, str]]:
    """Words that differ from one of the quote's only by a beginning that turns them, with that one.

    >>> from qa.claims.directions import read
    >>> list(prefixed(read("It is accurate and unsafe."), read("It is inaccurate and unsafe.")))
    [('accurate', 'inaccurate')]
    """
    words = set(quote.words) - set(sentence.words)
    for word in sentence.words:
        if len(word) >= PREFIXED and word not in quote.words:
            for start in TURNING:
                for other in (start + word, word.removeprefix(start)):
                    if other in words and len(other) >= PREFIXED and other != word:
                        yield word, other


def changed_places(sentence: Reading, quote: Reading) -> Iterator[tuple[str, str]]:
    """Two words with the same between them in both texts, but in the other order.

    >>> from qa.claims.directions import read
    >>> list(changed_places(read("PTEN suppresses miR-21."), read("In macrophages, miR-21 suppresses PTEN.")))
    [('pten', 'mir21')]
    """
    ours, theirs = _once(sentence), _once(quote)
    both = [(at, key) for key, at in ours.items() if key in theirs]
    for first, (at, one) in enumerate(both):
        for after, other in both[first + 1 :]:
            there, before = theirs[one], theirs[other]
            if after - at > REACH:
                break
            between = [key for key in sentence.keys[at + 1 : after] if key]
            same = between == [key for key in quote.keys[before + 1 : there] if key]
            if before < there <= before + REACH and same and not _SYMMETRIC.issuperset(between):
                yield sentence.words[at], sentence.words[after]


def replaced(sentence: Reading, quote: Reading, is_rare: Callable[[str], bool]) -> Iterator[tuple[str, str | None]]:
    """Rare words of a sentence that the quote has not, each with the one that stands in its place there, if any does.

    >>> from qa.claims.directions import read
    >>> sentence, quote = read("They reach the podocytes of mice."), read("They reach the osteoclasts of mice.")
    >>> list(replaced(sentence, quote, lambda word: word == "podocytes"))
    [('podocytes', 'osteoclasts')]
    """
    known = {cue.at for cue in sentence.cues}
    ours, theirs = set(sentence.keys), set(quote.keys) | STOP_WORDS | {""}
    left = [at for at, key in enumerate(quote.keys) if key and key not in ours and key not in STOP_WORDS]
    for at, (key, word) in enumerate(zip(sentence.keys, sentence.words, strict=True)):
        if key in theirs or at in known or len(word) < 4 or not word.isalpha() or not is_rare(word):
            continue
        beside = _beside(sentence, at)
        least = AT_AN_END if "" in beside else IN_PLACE
        places = [
            there
            for there in left
            # Spellings of one word begin alike.
            if _beside(quote, there) == beside
            and quote.words[there][:4] != word[:4]
            and min(shared(sentence, at, quote, there), shared(quote, there, sentence, at)) >= least
        ]
        yield word, quote.words[places[0]] if places else None


def _beside(text: Reading, at: int) -> tuple[str, str]:
    """What stands directly before and after a word; at the ends of a text or a clause nothing does."""
    return text.keys[at - 1] if at else "", text.keys[at + 1] if at + 1 < len(text.keys) else ""


def _once(text: Reading) -> dict[str, int]:
    """Where the words stand that a text has once."""
    counts = Counter(text.keys)
    return {key: at for at, key in enumerate(text.keys) if key and counts[key] == 1 and key not in STOP_WORDS}
