"""What is said without the literature: greetings, thanks, what Vesicle is and what its library holds."""

import re
from collections.abc import Callable

from index import Index
from qa.dialogue.inventory import built, held, journals, newest, overview, span, subjects

_LONGEST = 120
"""Characters beyond which nothing is small talk."""

_WHO = (
    "I am Vesicle, a program that answers questions about exosomes, macrophages and cancer in exact quotes from the"
    " papers of its library, each with its source, or says that it found no answer."
)
_HELP = (
    "Ask about a finding (“Which miRNA do exosomes of M2 macrophages carry?”) or about a paper (“Who wrote …?”), and go"
    " on from the answer (“And in glioma?”, “Tell me more”, “Who wrote [2]?”). Every sentence has its source; where"
    " none answers, that is said. There is no personal medical advice."
)
_CITE = (
    "Cite the papers that an answer quotes, after reading them; every quote names its paper. To say how they were"
    " found, name Vesicle and the date of the index that was searched."
)
_HELLO = "Hello. Ask about exosomes, macrophages and cancer, in English or in Chinese (可以用中文提问)."
_WELCOME = "You are welcome. Ask on whenever you like."

_PARTS = {
    "GREETING": r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear (?:vesicle|all)"
    r"|你好|您好|嗨|早上好|晚上好)(?: (?:there|all|everyone|again|vesicle|friend))?",
    "THANKS": r"(?:(?:many )?thanks?(?: (?:you|a lot|so much|very much|again))*|thx|ty|cheers|谢谢(?:你|您)?"
    r"|謝謝(?:你|您)?|多谢|感谢|(?:(?:that|this)(?:['’]s| is) )?(?:very |really )?(?:great|perfect|nice|helpful"
    r"|interesting|good|cool|awesome|excellent)(?: (?:answer|work|job|stuff))?)",
    "BYE": r"(?:bye(?:[ -]?bye)?|goodbye|good night|see you(?: later| soon)?|ciao|farewell|再见|再見)",
    "LIBRARY": r"(?:it|(?:this|the|your) (?:library|index|collection|database|corpus))",
    "PAPERS": r"(?:papers|articles|studies|documents|publications|sources)",
    "NEWEST": r"(?:newest|latest|most recent) (?:papers?|articles?|stud(?:y|ies))",
    "WHICH": r"(?:which|what)",
}


def _lines(patterns: str) -> re.Pattern[str]:
    """One pattern of several, one a line, with the names of `_PARTS` for what they stand for."""
    for name, part in _PARTS.items():
        patterns = patterns.replace(name, part)
    return re.compile("|".join(f"(?:{line.strip()})" for line in patterns.splitlines() if line.strip()), re.I)


_REPLIES: tuple[tuple[re.Pattern[str], Callable[[Index], str]], ...] = (
    (
        _lines(r"""
            GREETING
            (?:GREETING\W+)?how are you(?: doing)?(?: today)?
        """),
        lambda index: f"{_HELLO} {held(index)}",
    ),
    (_lines(r"(?:ok(?:ay)?\W+)?THANKS(?:\W+THANKS)*(?:\W+BYE)?"), lambda _: _WELCOME),
    (_lines("BYE"), lambda _: "Goodbye."),
    (
        _lines(r"""
            no|nope|nah|never ?mind|no,? THANKS|not now|stop|that['’]?s (?:all|it|enough)
            不|不用|不用了
        """),
        lambda _: "All right. Ask on whenever you like.",
    ),
    (
        _lines(r"""
            (?:who|what) (?:are|r) (?:you|u)
            (?:what|who)(?:['’]s| is) (?:this|vesicle)|what(?:['’]s| is) your name
            are you (?:an? )?(?:bot|robot|human|ai|chatbot|llm|language model|person|real|chatgpt)
            introduce yourself|tell me about yourself
            你是谁|你是誰
        """),
        lambda index: f"{_WHO} {held(index)}",
    ),
    (
        _lines(r"""
            help(?: me)?
            what (?:can|do) you do
            what can (?:i|we) (?:ask|do)(?: (?:you|here))?
            how (?:does (?:this|vesicle) work|do (?:you work|i use (?:this|you|vesicle)|i ask))
            how can (?:you help(?: me)?|i use (?:you|this|vesicle))
            你能做什么|你能做什麼|你会什么|你會什麼|帮助|幫助
        """),
        lambda index: f"{_HELP} {held(index)}",
    ),
    (
        _lines(
            r"how (?:do|can|should|shall|would) (?:i|we|one) (?:cite|reference) (?:you|vesicle|this(?: tool| app)?)"
        ),
        lambda _: _CITE,
    ),
    (
        _lines(r"""
            what(?:['’]s| is) in LIBRARY
            what (?:do you|does LIBRARY) (?:have|hold|contain|know)
            WHICH PAPERS (?:do you have|are (?:there|in LIBRARY)|does LIBRARY (?:have|hold|contain))
            how many PAPERS (?:do you have|are (?:there|in LIBRARY)|does LIBRARY (?:have|hold|contain)|have you read)
            how (?:big|large) is LIBRARY
            (?:list|show)(?: me)? (?:all )?(?:your|the) PAPERS
            (?:describe|tell me about) (?:this|the|your) library
            (?:你)?有多少(?:篇)?(?:论文|論文|文献|文獻)
        """),
        overview,
    ),
    (
        _lines(r"""
            how (?:recent|new|old|current|up[ -]to[ -]date) (?:is LIBRARY|are (?:you|(?:the|your) PAPERS))
            is LIBRARY up[ -]to[ -]date
            WHICH years (?:does LIBRARY|do (?:you|(?:the|your) PAPERS)) (?:cover|span|include|have)
        """),
        lambda index: f"{span(index)} {built(index)}",
    ),
    (
        _lines(r"""
            WHICH(?:['’]s| is| are) (?:the|your) NEWEST(?: you have)?
            WHICH(?:['’]s| is| are) the NEWEST in LIBRARY
        """),
        lambda index: f"{newest(index)} {built(index)}",
    ),
    (
        _lines(r"""
            when was LIBRARY (?:last )?(?:built|updated|made|indexed)
            how old is the index
            when did you last update(?: LIBRARY)?
        """),
        built,
    ),
    (
        _lines(r"""
            WHICH (?:topics?|subjects?|areas?|themes?) (?:does LIBRARY|do you|are) (?:cover(?:ed)?|have|hold|know)
            what (?:does LIBRARY|do you) cover
            what(?:['’]s| is) (?:this|the|your) library about
        """),
        subjects,
    ),
    (
        _lines(r"WHICH cancers? (?:types )?(?:does LIBRARY|do you|are) (?:cover(?:ed)?|have|include[d]?)"),
        lambda index: subjects(index, ["cancer"]),
    ),
    (_lines(r"WHICH journals? (?:does LIBRARY|do you|are) (?:cover(?:ed)?|have|include[d]?)"), journals),
)
_BEFORE = _lines(r"""
    (?:(?:GREETING|THANKS|ok(?:ay)?)\s*(?:[,.!~…，。！:;–]|\s-)+\s*)+(?:GREETING\s+)?
    GREETING\s+
""")
_POLITE = re.compile(
    r"^(?:(?:please|so|and|then|but|also|(?:can|could) you tell me|tell me|do you know)\s)+|,? please$", re.I
)
_EDGES = re.compile(r"^\W+|\W+$")


def reply(question: str, index: Index) -> str | None:
    """A short answer to what needs no literature, made of what the index knows of itself; None for all else.

    >>> from index import open_index
    >>> reply("Thank you!", open_index())
    'You are welcome. Ask on whenever you like.'
    >>> reply("How many papers do you have?", open_index()).split(".")[0]
    'This library holds 1 paper, Vesicle’s summaries of 346 studies and the titles of 5 cited works'
    >>> reply("Hello, what are M1 macrophages?", open_index()), reply("Do you have anything on glioma?", open_index())
    (None, None)
    """
    if len(question) > _LONGEST:
        return None
    said = _bare(question)
    for text in dict.fromkeys((said, _bare(_POLITE.sub("", said)), _bare(without_greeting(question)))):
        for pattern, answer in _REPLIES:
            if pattern.fullmatch(text):
                return answer(index)
    return None


def without_greeting(question: str) -> str:
    """A question without the greeting or thanks before it; what is nothing else stays.

    >>> without_greeting("Hello there, what are M1 macrophages?"), without_greeting("Hi-C maps of macrophages")
    ('what are M1 macrophages?', 'Hi-C maps of macrophages')
    """
    found = _BEFORE.match(question)
    rest = question[found.end() :] if found else ""
    return rest if any(map(str.isalnum, rest)) else question


def _bare(text: str) -> str:
    return _EDGES.sub("", " ".join(text.split()))
