"""What the page says of itself: what the library holds, what Vesicle cannot do, the keys."""

from datetime import datetime

from index import Index
from qa.holdings import holdings
from qa.ui.text import literal

NOTE = "Answers are quotations; not medical advice"

_ABOUT = """
<p>Vesicle answers questions about exosomes and macrophage-based cancer therapy in the words of the literature. Each
sentence of an answer carries a number; choose it, and the quote is shown in the passage that it is cut from.</p>
<h3>What it holds</h3>
<p>{holdings}{years}. The library was built on {built}.</p>
<h3>What it cannot do</h3>
<ul>
<li>It knows nothing but what is in this library. No answer here does not mean that there is none.</li>
<li>It quotes, and draws no conclusions. Whether a study is sound, you have to judge; read the paper before you cite
it.</li>
<li>A summary that is marked as Vesicle’s was made from an abstract, and may have a slip.</li>
<li>What kind of study a paper is, and on which species, is sometimes told from its words, and sometimes wrong.</li>
<li>Follow-up questions are understood by rules; what was understood stands above the answer.</li>
</ul>
<h3>Not medical advice</h3>
<p>Nothing here is a recommendation for anybody’s treatment. Ask a doctor who knows the case.</p>
<h3>What is kept</h3>
<p>Your conversations are kept in this browser alone, until you delete them. {kept}</p>
<h3>Keys</h3>
<dl class="keys">
<div><dt><kbd>/</kbd></dt><dd>go to the question</dd></div>
<div><dt><kbd>Enter</kbd></dt><dd>ask; with <kbd>Shift</kbd> a new line</dd></div>
<div><dt><kbd>↑</kbd></dt><dd>in an empty question: change the last one</dd></div>
<div><dt><kbd>Esc</kbd></dt><dd>stop an answer, close a window</dd></div>
<div><dt><kbd>Tab</kbd>, <kbd>Enter</kbd></dt><dd>on a number: show its quote</dd></div>
</dl>
"""
_FEEDBACK = "When you like or dislike an answer, the question and the answer are kept by whoever runs this page."
_UPLOADS = "Papers that you add are kept on the server, and found by all who ask here, until somebody removes them."
_NO_FEEDBACK = "The server writes no question and no answer to its disk."


def about_html(index: Index, feedback: bool, questions_logged: bool, uploads: bool) -> str:
    """The text of the window "About".

    feedback: whether likes are kept. questions_logged: whether questions go to the log of the server. uploads: whether
    readers may add papers.
    """
    first, last = index.catalog.year_span()
    kept = [_FEEDBACK] if feedback else []
    if questions_logged:
        kept.append("Questions are kept in the log of the server.")
    return _ABOUT.format(
        holdings=literal(_capital(holdings(index.manifest.counts))),
        years=f", of {first} to {last}" if first else "",
        built=built_on(index),
        kept=" ".join([*(kept or [_NO_FEEDBACK]), *([_UPLOADS] if uploads else [])]),
    )


def colophon_html(index: Index) -> str:
    """The line at the foot of the page."""
    return (
        f"<span>{literal(_capital(holdings(index.manifest.counts)))}</span><span>Index of {built_on(index)}</span>"
        f"<span>{NOTE}</span>"
    )


def built_on(index: Index) -> str:
    """The day on which an index was built, in words."""
    built = datetime.fromisoformat(index.manifest.built_at)
    return f"{built.day} {built:%B %Y}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
