"""Whether a paper sums up others' work, told from its title and abstract."""

import re
from functools import lru_cache

from index.designs import HEAD, any_of, experiments

_REVIEW_TITLE = any_of(
    r"\breview\W*$",
    r"\b(?:a|an|the) (?:\w+ ){0,3}(?:re|over)view\b",
    r"\b(?:systematic|scoping|literature|narrative|umbrella) review\b",
    r"\bmeta-?analys[ie]s\b",
    r"\bstate[ -]of[ -]the[ -]art\b|\bbibliometric\b|\bperspectives?\W*$",
)
_REVIEW = any_of(
    r"\b(?:this|the present|the current|our|present|in the) (?:\w+ ){0,3}review\b",
    r"\bwe (?:\w+ ){0,4}(?:review(?! board)|summari[sz]e|overview)\b",
    r"\bwe (?:\w+ ){0,2}discuss(?! the implic)",
    r"\b(?:this|the|our|present) (?:\w+ )?(?:paper|article|chapter|manuscript|work|guide|perspective|overview) "
    r"(?:\w+ ){0,3}(?:reviews|summari[sz]es|discusses|outlines|describes|highlights|provides an overview|focuses)",
    r"\bin this (?:chapter|perspective|overview|mini-?review|opinion)\b",
    r"\b(?:are|is|were|will be) (?:also |then |further |briefly |critically |finally )?(?:reviewed|summari[sz]ed"
    r"|discussed)\b",
    r"\b(?:brief|comprehensive|literature|critical|concise) (?:literature )?(?:re|over)view\b|\bexpert opinion\b",
    r"\b(?:here|herein),? we (?:focus|highlight|outline|provide an overview)",
    r"\breview article\b|\bbibliometric\b|\bsystematically review",
    r"\b(?:this|our|current|present|conduct\w*|perform\w*) (?:\w+ ){0,3}(?:meta-?analysis|systematic review)\b",
)
_SYSTEMATIC = any_of(
    r"\bsystematic(?:al|ally)? (?:literature )?(?:review|search|map)",
    r"\bsystemic review\b|\bsystematically (?:\w+ ){0,2}(?:searched|map)",
    r"\b(?:pubmed|medline|embase|scopus|web of science|cochrane)\b[^.]{0,80}\b(?:embase|scopus|web of science"
    r"|cochrane)",
)
_META_ANALYSIS = any_of(r"\b(?:this|our|current|present|conduct\w*|perform\w*) (?:\w+ ){0,3}meta-?analysis\b")
_OWN_RESULTS = any_of(
    r"\b(?:we|our (?:data|results?|findings?|study|work|experiments?)|this study|the present study"
    r"|results?) (?:\w+ ){0,2}(?:show|found|find|demonstrate|reveal|observe|identif|measure|report|investigate|confirm"
    r"|indicate|isolat|develop|generate|establish|collect"
    r"|engineer|design|achiev|introduce|present a|test|aim|assess|evaluat|analy[sz]ed)",
    r"\b(?:was|were) (?:\w+ ){0,2}(?:measured|analy[sz]ed|detected|performed|assessed|evaluated|determined|examined"
    r"|used|isolated|collected|observed|identified|quantified|treated|investigated|tested|found|conducted)",
    r"\b(?:we|here,?) (?:\w+ ){0,2}(?:prepar|construct|creat|propos|explor|compar|examin|stud(?:y|ied)|determin"
    r"|us(?:e|ed)|uncover|provide evidence|elucidat|perform|treat|detect|hypothesi[sz])",
    r"\b(?:markedly|significantly|dramatically|effectively|remarkably|notably|substantially) (?:\w+ )?\w+ed\b",
    r"\b(?:exhibited|showed|revealed|demonstrated|attenuated|alleviated|ameliorated|suppressed|exerted|displayed"
    r"|confirmed|upregulated|downregulated|enhanced|increased|decreased|reduced|inhibited|improved) "
    r"(?:the|a|an|in|by|that|more)\b",
    r"\bp\s?[<=]\s?0?\.\d|\bmechanistically\b|\bin (?:this|the present|the current) (?:\w+ )?study\b",
)
_STOPS = frozenset(".!?)]\"'”’")


@lru_cache(maxsize=1)
def reviews(title: str, text: str) -> frozenset[str]:
    """Which of "review", "systematic review" and "meta-analysis" a paper is; none for one with data of its own.

    >>> sorted(reviews("Exosomes in glioma: a systematic review", ""))
    ['review', 'systematic review']
    >>> reviews("Exosomes in glioma", "Exosomes were isolated from cell lines.")
    frozenset()
    """
    title, head = title[:HEAD], text[:HEAD]
    found = set[str]()
    if re.search("meta-?analysis", title, re.IGNORECASE) or _META_ANALYSIS.search(head):
        found |= {"review", "meta-analysis"}
    if _REVIEW_TITLE.search(title) or _REVIEW.search(head) or _tells_no_results(head):
        found.add("review")
    if found and (_SYSTEMATIC.search(title) or _SYSTEMATIC.search(head)):
        found.add("systematic review")
    return frozenset(found)


def _tells_no_results(head: str) -> bool:
    """Whether a whole abstract reports nothing done: a perspective or a hypothesis."""
    cut_off = head.rstrip()[-1:] not in _STOPS
    return len(head) >= 400 and not cut_off and not _OWN_RESULTS.search(head) and not experiments("", head)
