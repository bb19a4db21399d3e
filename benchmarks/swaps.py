"""Sentences made false, and sentences said in other words, for `benchmarks.verification`.

The lists are this benchmark's own: nothing is taken from those of `qa.claims.opposites`.
"""

import random
import re
from collections.abc import Callable, Iterator

_PAIRS = """
    increase/decrease increases/decreases increased/decreased increasing/decreasing increase/reduction
    promotes/inhibits promote/inhibit promoted/inhibited promoting/inhibiting promotion/inhibition
    induces/suppresses induce/suppress induced/suppressed inducing/suppressing induction/suppression
    activates/inactivates activate/inactivate activated/inactivated activating/inactivating activation/inactivation
    enhances/impairs enhance/impair enhanced/impaired enhancing/impairing stimulates/blocks stimulated/blocked
    stimulate/block stimulating/blocking raises/lowers raised/lowered raise/lower upregulates/downregulates
    upregulated/downregulated up-regulated/down-regulated up-regulates/down-regulates upregulation/downregulation
    up-regulation/down-regulation overexpression/knockdown elevated/reduced facilitates/prevents facilitated/prevented
    facilitate/prevent accelerates/delays accelerated/delayed accelerate/delay improves/worsens improved/worsened
    improve/worsen improvement/deterioration exacerbates/alleviates exacerbated/alleviated higher/lower high/low
    greater/smaller more/less more/fewer longer/shorter larger/smaller better/worse good/poor favorable/unfavorable
    effective/ineffective beneficial/harmful sensitive/resistant sensitivity/resistance sensitizes/desensitizes
    susceptible/resistant M1/M2 pro-inflammatory/anti-inflammatory proinflammatory/anti-inflammatory
    survival/mortality positive/negative positively/negatively gain/loss presence/absence with/without before/after
    above/below strong/weak strongly/weakly early/late first/last maximum/minimum rapid/slow faster/slower
    restored/abolished restores/abolishes helps/hinders favors/counteracts strengthens/weakens expands/shrinks
    amplifies/attenuates amplified/attenuated most/least majority/minority agonist/antagonist safe/toxic
    turn-on/turn-off drives/restrains drove/held supports/opposes causes/prevents caused/prevented
"""
OPPOSITES: dict[str, list[str]] = {}
for _pair in _PAIRS.split():
    _one, _other = _pair.split("/")
    OPPOSITES.setdefault(_one, []).append(_other)
    OPPOSITES.setdefault(_other, []).append(_one)
_DIRECTION = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, OPPOSITES), key=len, reverse=True)) + r")(?![\w-])"
)
_VERB = re.compile(r"\b(is|are|was|were|can|could|may|might|does|did|do|has|have)\s(?!not|no\b)(?=[a-z]{3,})")
_NOT = re.compile(
    r"\b(?:(?:do|does|did) not |(?<=\w )not (?!only|just)|(?<=\bwere )no |\bno (?=significant|effect|evidence))"
)

_NUMBER = re.compile(r"(?<![\w.,·-])\d+(?:\.\d+)?(?![\w·]|[.,]\d|-\w)")
_GENE = re.compile(
    r"(?<![\w/-])(?=[A-Za-z]*[A-Z])(?:[A-Z]{2,6}-?\d{1,3}[A-Z]?|[A-Z]{3,5}|(?:IL|CD|PD|TNF|TGF)-[\wαβ]{1,3})(?![\w/-])"
)
_RNA = re.compile(r"\b(?:miR|miRNA|let)-\d+[a-z]?(?:-[35]p)?\b")
_ACRONYMS = frozenset(
    """
    AIDS AIM AIMS AND BMI BP CONTEXT CVD DATA DESIGN DNA ELISA FDA GOAL HIV HRT MAIN METHOD MRI NHS NIH NOT OBJECT PCR
    RCT RESULT RNA SETTING STUDY THE USA WHO
    """.split()
)
GENES = """
    PTEN STAT3 CXCL12 VEGFA BRCA1 KRAS EGFR CD47 CD36 IL-17 IL-33 TP53 NLRP3 MMP9 CCL5 FOXP3 GPX4 SOX2 TLR9 CD163
    ANXA2 HMGB1 SMAD4 NOTCH1 CSF1R
""".split()
RNAS = "miR-21 miR-155 miR-223 miR-146a-5p let-7b miR-29a-3p miR-934 miR-501".split()
DRUGS = """
    cisplatin doxorubicin gemcitabine paclitaxel docetaxel metformin aspirin tamoxifen imatinib sorafenib trastuzumab
    bevacizumab nivolumab pembrolizumab rituximab methotrexate dexamethasone prednisone rapamycin sirolimus everolimus
    simvastatin atorvastatin rosuvastatin insulin heparin warfarin clopidogrel omeprazole ibuprofen acetaminophen
    curcumin resveratrol quercetin oleuropein erlotinib gefitinib bortezomib lenalidomide temozolomide oxaliplatin
    etoposide vincristine cyclophosphamide azathioprine ciclosporin artemisinin chloroquine tenofovir zidovudine
    semaglutide liraglutide pioglitazone rosiglitazone sitagliptin losartan lisinopril amlodipine atenolol
""".split()
CELLS = """
    macrophages monocytes neutrophils fibroblasts platelets hepatocytes neurons astrocytes microglia osteoclasts
    adipocytes keratinocytes erythrocytes eosinophils basophils osteoblasts lymphocytes cardiomyocytes podocytes
""".split()


def directions(sentence: str, quote: str, chance: random.Random) -> str | None:
    """One direction turned round."""
    return _one(_DIRECTION, sentence, lambda word: chance.choice(OPPOSITES[word]), chance)


def negations(sentence: str, quote: str, chance: random.Random) -> str | None:
    """A "not" put in, or taken out."""
    if found := _NOT.search(sentence):
        return sentence[: found.start()] + sentence[found.end() :]
    return _one(_VERB, sentence, lambda words: f"{words.rstrip()} not ", chance)


def numbers(sentence: str, quote: str, chance: random.Random) -> str | None:
    """One number changed to one that the quote has not."""
    there = set(map(float, re.findall(r"\d+(?:\.\d+)?", quote.replace(",", ""))))

    def other(number: str) -> str:
        decimals = len(number.partition(".")[2])
        value = float(number)
        tries = [value + 1, value * 2 + 1, value * 10 + 3, value + 7, value / 2 + 1]
        chance.shuffle(tries)
        changed = (f"{one:.{decimals}f}" for one in tries)
        return next((shown for shown in changed if float(shown) not in there), number)

    return _one(_NUMBER, sentence, other, chance)


def names(sentence: str, quote: str, chance: random.Random) -> str | None:
    """One name of a gene, RNA, drug or cell changed to another of its kind, which the quote has not."""
    drug, cell = (re.compile(rf"\b(?:{'|'.join(words)})\b", re.I) for words in (DRUGS, CELLS))
    kinds = [(_RNA, RNAS), (_GENE, GENES), (drug, DRUGS), (cell, CELLS)]
    chance.shuffle(kinds)
    for pattern, pool in kinds:
        others = [name for name in pool if name.lower() not in quote.lower()]
        skip = _ACRONYMS if pattern is _GENE else frozenset()
        if others and (made := _one(pattern, sentence, lambda _, others=others: chance.choice(others), chance, skip)):
            return made
    return None


def places(sentence: str, quote: str, chance: random.Random) -> str | None:
    """Two names of genes or RNAs that have changed places, a direction between them."""
    found = list(re.finditer(rf"{_RNA.pattern}|{_GENE.pattern}", sentence))
    for one in found:
        for other in found:
            between = sentence[one.end() : other.start()]
            # Not "A and B", nor where both orders can mean the same.
            if (
                one[0] != other[0]
                and other[0] not in _ACRONYMS
                and one[0] not in _ACRONYMS
                and re.match(r"\s(?:[a-z]+ly )?(?:\w+e[sd]|\w+s) (?:the )?(?:[a-z]+ (?:of )?){0,2}$", between)
                and sentence.count(one[0]) == sentence.count(other[0]) == 1
            ):
                return sentence[: one.start()] + other[0] + between + one[0] + sentence[other.end() :]
    return None


FALSE: dict[str, Callable[[str, str, random.Random], str | None]] = {
    "direction": directions,
    "negation": negations,
    "number": numbers,
    "name": names,
    "places": places,
}
"""Ways to make a sentence false; each gives None for a sentence that it does not fit."""


def _one(
    pattern: re.Pattern[str],
    text: str,
    other: Callable[[str], str],
    chance: random.Random,
    skip: frozenset[str] = frozenset(),
) -> str | None:
    found = [one for one in pattern.finditer(text) if one[0] not in skip]
    if not found:
        return None
    one = chance.choice(found)
    return text[: one.start()] + other(one[0]) + text[one.end() :]


_SPELLINGS = (
    ("tumor", "tumour"), ("Tumor", "Tumour"), ("leukemia", "leukaemia"), ("esophag", "oesophag"),
    ("ization", "isation"), ("ized", "ised"), ("izing", "ising"), ("hemat", "haemat"), ("anemia", "anaemia"),
    ("fiber", "fibre"),
)  # fmt: skip
_GREEK = (
    ("TNF-α", "TNFα"),
    ("TGF-β", "TGFβ"),
    ("NF-κB", "NF-kappaB"),
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("κ", "kappa"),
)
_NUMERALS = (("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("ten", "10"))
_SAME_WAY = (
    ("increased", "elevated"), ("decreased", "reduced"), ("reduced", "decreased"), ("promotes", "enhances"),
    ("inhibits", "suppresses"), ("inhibited", "suppressed"), ("suppressed", "inhibited"), ("promoted", "enhanced"),
    ("reduces", "lowers"), ("increases", "raises"), ("attenuated", "dampened"), ("lowered", "decreased"),
    ("raised", "increased"), ("enhanced", "increased"), ("improved", "enhanced"),
)  # fmt: skip


def rewrites(sentence: str) -> Iterator[tuple[str, str]]:
    """The sentence in other words that mean the same, each with what was done."""
    for name, pairs in (
        ("spelling", (*_SPELLINGS, *((b, a) for a, b in _SPELLINGS if not a.startswith("iz")))),
        ("Greek", _GREEK),
    ):
        if made := _first(sentence, pairs):
            yield name, made
    if _RNA.search(sentence):
        yield "microRNA", re.sub(r"\bmiR-", "microRNA-", sentence)
    if "-" in sentence:
        yield "dashes", sentence.replace("-", "‑")
    if made := _first(sentence, _NUMERALS, r"(?<![\w-]){}(?![\w-])"):
        yield "numerals", made
    if made := _first(sentence, _SAME_WAY, r"(?<![\w-]){}(?![\w-])"):
        yield "synonym", made
    clause = re.match(r"(.{40,}?)(?:[,;] (?:and|but|whereas|while|which|with|thereby)\b|; )", sentence)
    if clause and not re.match(r"(?:Although|While|Whereas|If|When|Because|Since|Despite)\b", sentence):
        yield "first clause", clause[1] + "."
    lead = re.match(r"((?:In|Among|After|During|Within|Inside) [^,]{5,60}), (?!and|or)([a-z].{20,})\.$", sentence)
    if lead:
        yield "order", f"{lead[2][0].upper()}{lead[2][1:]} {lead[1][0].lower()}{lead[1][1:]}."
    yield (
        "lead-in",
        f"The authors report that {sentence[0].lower() if sentence[1:2].islower() else sentence[0]}{sentence[1:]}",
    )


def _first(text: str, pairs: tuple[tuple[str, str], ...], around: str = "{}") -> str | None:
    for one, other in pairs:
        if re.search(around.format(re.escape(one)), text):
            return re.sub(around.format(re.escape(one)), other, text)
    return None
