"""Questions for personal medical advice, which is declined while the literature on their topic is still offered."""

import re

from index.analysis import STOP_WORDS

DECLINED = (
    "Vesicle gives no personal medical advice: what is right for a person is decided with the team that treats them."
    " It can show what the literature says on the topic."
)
"""What is said to a personal medical question."""

_RELATIVE = (
    r"(?:mum|mom|mother|mommy|dad|father|parents?|wife|husband|spouse|partner|boyfriend|girlfriend|fianc[eé]e?|son"
    r"|daughter|child|children|kids?|baby|sister|brother|sibling|aunt|uncle|cousin|niece|nephew|friend|neighbou?r"
    r"|grand(?:mother|father|ma|pa|son|daughter|parents?)|gran|nana|in-law|patient)"
)
_ILLNESS = (
    r"(?:cancers?|tumou?rs?|(?:adeno)?carcinoma|sarcoma|melanoma|gli(?:oma|oblastoma)|lymphoma|leuka?emia|myeloma"
    r"|mets|metast\w+|chemo\w*|radiotherapy|immunotherapy|biopsy|diagnosis|prognosis|oncologist|surgery|disease)"
)
_TREATMENT = (
    r"(?:chemo\w*|radiotherapy|immunotherapy|treatments?|surgery|infusions?|clinics?|supplements?|biops(?:y|ies)|tablets"
    r"|pills|medication|vaccine|turmeric|herbs?)"
)
_LAB = re.compile(
    r"\b(?:experiments?|lab|laboratory|protocols?|samples?|supernatants?|pellets?|cultures?|medium|media|buffer|pbs"
    r"|ultracentrif\w+|centrif\w+|westerns?|blots?|pcr|assays?|cell lines?|in vitro|isolat\w+|dilut\w+|incubat\w+"
    r"|stain\w*|freez\w+|thaw\w*|aliquots?|(?:[nµμu]g|mg)/m[lL]|microscop\w+|tem|nta|flow cytometry|transfect\w*|kit"
    r"|mice|mouse|rats|models?|data|thesis|manuscript|essay|grant|figure|images?|measurements?|cells per)\b",
    re.I,
)
_NOT_OF_PATIENTS = r"(?! (?:cells?|samples?|tissues?|patients|data|mice|exosomes|lines?|models?))"
_OF_ONESELF = re.compile(
    r"\b(?:i|we)(?:['’]ve| have| had| was| were|['’]m| am)?(?: just| recently| been| now)* diagnosed\b"
    rf"|\bi(?:['’]ve| have| had| got)(?: got)? (?:[\w-]+ ){{0,5}}{_ILLNESS}\b{_NOT_OF_PATIENTS}"
    rf"|\bmy (?:own )?(?:[\w-]+ ){{0,3}}{_ILLNESS}\b{_NOT_OF_PATIENTS}"
    r"|\bmy (?:doctors?|gp|consultant|pathology report|blood test|scan|psa|treatment|tablets|medication|symptoms)\b"
    r"|\bi(?:['’]m| am) (?:\w+ ){0,2}(?:on|taking|having|receiving|undergoing) (?:\w+ ){0,2}"
    rf"(?:{_ILLNESS}|tablets|pills|drugs?|\w+mab|\w+nib)\b",
    re.I,
)
_OF_RELATIVE = re.compile(
    rf"\b(?:my|our) (?:\w+[ -])?{_RELATIVE}(?:['’]s)? (?:[\w-]+ ){{0,3}}?"
    rf"(?:has|have|had|was|is|got|gets|suffers|needs|takes|wants|hates|refuses|diagnosed|{_ILLNESS})\b"
    rf"|\b(?:for|help|give|save|cure|treat|should|can|could|would|to) (?:my|our) (?:\w+[ -])?{_RELATIVE}\b"
    r"|\bpatient of mine\b",
    re.I,
)
_WANTS_ADVICE = re.compile(
    r"\b(?:should|shall|recommend\w*|advi[sc]e\w*|suggest\w*|safe|worth|better off|best|how (?:much|often|long)"
    r"|dose|chances?|survive|live|die|cure[ds]?|treat(?:ed|ments?)?|heal(?:ed)?|help(?:ed)?|stop"
    r"|what (?:else )?(?:can|could)|where can|eligible|clinic|trial"
    r"|(?:can|could|may|will|would) (?:i|we|he|she|they|it|this|that|exosomes?|curcumin))\b",
    re.I,
)
_MAY_ONE = r"\b(?:should|can|could|may|must|shall|(?:do|does) (?:i|he|she) (?:have|need) to) ?(?:i|he|she)?"
_DIRECT = re.compile(
    rf"{_MAY_ONE} (?:still |also |just |safely |really )?(?:take|swallow|eat|drink|skip|refuse|undergo)\b"
    r"(?! (?:into account|from|as|up|a look|away|place|part in a study|pictures|photos|longer)\b)"
    rf"|{_MAY_ONE} (?:still |also |just |safely |really )?(?:stop|start|try|get|have|avoid|switch|inject|buy|combine"
    rf"|continue|choose|accept|delay)\b.{{0,60}}\b{_TREATMENT}\b"
    r"|\b(?:safe|good|bad|right|dangerous|suitable) for (?:me|us|my)\b"
    r"|\b(?:recommend|suggest|advise)\w* (?:\w+ ){0,6}?(?:for|to) (?:me|us|my)\b"
    r"|\b(?:would|do|can) you (?:recommend|advise) (?:me|us)\b"
    r"|\b(?:will|would|can) (?:i|my \w+) (?:die|survive|live|get better|be cured)\b|\b(?:cure|heal|save) me\b",
    re.I,
)
_I = re.compile(r"\b(?:i|he|she|me|my|us)\b", re.I)
_PERSON = re.compile(
    rf"\b(?:my|our) (?:\w+[ -])?{_RELATIVE}(?:['’]s)?\b|\b(?:i(?:['’](?:m|ve|d|ll))?|me|my|mine|we|us)\b(?!-)", re.I
)
_SAID_OF_PERSONS = frozenset(
    """
    mum mom mother mommy dad father parents parent wife husband spouse partner boyfriend girlfriend son daughter child
    children kid kids baby sister brother sibling aunt uncle cousin niece nephew friend neighbour neighbor grandmother
    grandfather grandma grandpa gran nana patient doctor doctors gp consultant oncologist clinic hospital
    report pathology scan says said tells told thinks wants hates likes refuses asks asked diagnosed diagnosis
    lots lot day daily each week month morning year years old last just also now recently today still home online our
    take takes taking swallow eat drink drinks stop stops quit skip start try trying get gets got avoid switch buy
    bought book choose give part go live die one private please safe safely dangerous risky recommend recommended
    recommends advise advice suggest worth good bad better best right help helps cure save turn instead want wanted
    need needs like know really supplement supplements tablet tablets pill pills capsules hello hi thanks it's he's
    she's don't
    """.split()
)
"""Words that belong to the person and the advice, not to the topic."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def is_personal(question: str) -> bool:
    """Whether a question asks for advice on a person's own illness or treatment, the asker's or a relative's.

    >>> is_personal("How much curcumin should I take?"), is_personal("How much curcumin was given to mice?")
    (True, False)
    >>> is_personal("Should I use ultracentrifugation for exosomes?"), is_personal("Is it safe for my father to fly?")
    (False, True)
    """
    about_person = bool(_OF_ONESELF.search(question))
    if about_person or _OF_RELATIVE.search(question):
        return (about_person and "diagnosed" in question) or _WANTS_ADVICE.search(question) is not None
    direct = _DIRECT.search(question)
    return bool(direct and _I.search(direct[0])) and not _LAB.search(question)


def literature_question(question: str) -> str:
    """The topic of a personal question, without the person, to be searched; "" when nothing else is said.

    What is asked comes before what is told of the person.

    >>> literature_question("I was diagnosed with breast cancer. How much curcumin should I take each day?")
    'curcumin breast cancer'
    """
    sentences = _SENTENCE.split(_PERSON.sub(" ", question))
    ordered = sorted(sentences, key=lambda sentence: not sentence.endswith("?"))
    words = [word.strip("()[]{}<>.,;:!?\"'“”‘’") for word in " ".join(ordered).split()]
    kept = [word for word in words if word and word.lower() not in STOP_WORDS | _SAID_OF_PERSONS]
    return " ".join(dict.fromkeys(kept))
