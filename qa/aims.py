"""Telling sentences that say what was asked, or is not known, from those that say what was found or concluded."""

import re

_STUDY = r"(?:we|study|work|paper|article|review)"
_AIM = re.compile(
    r"\b(?:aim(?:s|ed)?|objectives?|purpose|little is known|hypothesi[sz]ed?)\b"
    rf"|\b{_STUDY} (?:here )?(?:investigat|examin|explor|evaluat|assess|sought|ask|test|analy|stud)"
    rf"|\b{_STUDY} (?:here )?(?:discuss|review|summari)"
    r"|\breviews?\b.{0,200}?\b(?:covers?|surveys?|outlines?|summari[sz]es|deals? with|describes?|discusses|examines?)\b"
    r"|\b(?:was|were) (?:studied|investigated|examined|explored|analy[sz]ed) (?:for|to (?:clarify|see|learn|find))\b"
    r"|\b(?:remains?|is|are|been|was|were) (?:(?:still|largely|poorly|not|incompletely|yet|fully|well) )*"
    r"(?:unclear|unknown|understood|elusive|obscure|unexplored|undefined|controversial|debated)\b"
    r"|\b(?:not|never) (?:yet )?been (?:\w+ly )?(?:characteri[sz]|elucidat|explor|studied|investigat|defin|report"
    r"|establish|determin|clarifi|describ|identifi|examin|understood)"
    r"|\bto (?:investigate|determine|explore|elucidate|examine|clarify|evaluate|assess) (?:the|whether|if|how|which)\b",
    re.I,
)


def states_an_aim(sentence: str) -> bool:
    """Whether a sentence of a paper speaks of its question rather than of a finding.

    Of the sentences of SciFact's abstracts 8 % do, of those that bear out a claim 0.2 %
    (python -m benchmarks.tune sentences).

    >>> states_an_aim("The aim of this study was to determine whether exosomes polarize macrophages.")
    True
    >>> states_an_aim("How exosomes polarize macrophages remains largely unknown.")
    True
    >>> states_an_aim("Exosomes polarized macrophages towards M2.")
    False
    >>> states_an_aim("A review of leukemia covers the role of exosomes.")
    True
    """
    return _AIM.search(sentence) is not None


_CONCLUDES = re.compile(
    r"\b(?:conclusions?|collectively|in summary|taken together|together|thus|therefore|hence|mechanistically)\b"
    r"|\b(?:these|this|our) (?:data|results?|findings?|stud(?:y|ies)|work)\b"
    r"|\bwe (?:found|find|show(?:ed)?|demonstrated?|identif(?:y|ied)|reveal(?:ed)?|discover(?:ed)?)\b"
    r"|\b(?:suggest|demonstrat|indicat|reveal)(?:s|e|es|ed)?\b",
    re.I,
)
_FINDS = re.compile(
    r"\b(?:is|are|was|were|can|may|not|via|by|through)\b|\b(?:"
    r"accelerat|activat|alleviat|ameliorat|attenuat|aggravat|correlat|deregulat|educat|eliminat|elucidat|facilitat"
    r"|initiat|mediat|modulat|participat|potentiat|regulat|stimulat|upregulat|downregulat|dictat|orchestrat|propagat"
    r"|promot|induc|enhanc|reduc|produc|influenc|silenc|driv|improv|involv|reliev|revers|increas|decreas|releas"
    r"|mak|shap|remodel|defin|determin|confer|deliver|trigger|foster|transfer|alter|limit|inhibit|prevent|affect"
    r"|protect|predict|impact|restrict|disrupt|support|contribut|suppress|express|process|possess|impair|sustain"
    r"|maintain|contain|control|reveal|signal|link|block|kill|help|act|lead|play|need|recruit|secret|target|serv|us"
    r"|exacerbat|polariz|polaris|reprogram|sensitiz|sensitis|stabiliz|stabilis|utiliz|internaliz)(?:s|es|e)\b"
    r"|\b(?:carr|modif|amplif|identif)(?:y|ies)\b",
    re.I,
)

_TOPIC = re.compile(r"(?:the )?(?:\w+ )?(?:roles?|uses?) of\b", re.I)


def concludes(sentence: str) -> bool:
    """Whether a sentence is one in which a paper says what came of it.

    >>> concludes("These data suggest a role for exosomes."), concludes("Exosomes were isolated.")
    (True, False)
    """
    return _CONCLUDES.search(sentence) is not None


def states_a_finding(title: str) -> bool:
    """Whether a title is a sentence, or nearly: an answer may quote it.

    >>> states_a_finding("Exosomal miR-934 induces M2 polarization"), states_a_finding("Exosomes in cancer: a review")
    (True, False)
    >>> states_a_finding("The Potential Use of Exosomes in Cancer by Macrophages")
    False
    """
    if _TOPIC.match(title) or title.rstrip().endswith("?"):
        return False
    return _FINDS.search(title) is not None and not states_an_aim(title)


_DONE = (
    r"(?:perform|us|collect|isolat|assess|analy[sz]|measur|determin|evaluat|conduct|appli|establish|cultur|examin|obtain"
    r"|extract|transfect|inject|stain|divid|recruit|enrol|includ|random|characteri[sz]|quantif|test|investigat|studi"
    r"|purif|prepar|incubat|co-?cultur|intraperitoneal|verif|employ|utili[sz]|carri|construct|administ|subject|treat)"
)
_METHOD = re.compile(
    rf"\b(?:was|were|we)(?: then| also| first| further| subsequently| next| \w+ly)? {_DONE}\w*\b"
    r"|^\W*(?:n )?(?:materials and )?methods\b",
    re.I,
)
_RESULT = re.compile(
    r"\b(?:significant|increas|decreas|reduc|higher|lower|elevat|inhibit|promot|enhanc|suppress|show(?:ed|s)|found|reveal"
    r"|demonstrat|identified|confirm|indicat|led to|result(?:ed|s|ing) in|upregulat|downregulat|enriched|correlat)",
    re.I,
)


def states_a_method(sentence: str) -> bool:
    """Whether a sentence tells what was done, and nothing of what came of it.

    >>> states_a_method("Exosomes were isolated from serum by ultracentrifugation.")
    True
    >>> states_a_method("Exosomes were isolated from serum, and miR-21 was significantly higher.")
    False
    """
    return _METHOD.search(sentence) is not None and _RESULT.search(sentence) is None
