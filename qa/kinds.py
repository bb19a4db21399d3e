"""Things of a kind in a text: cancers, cells, RNAs, species, organs, drugs and names of genes and proteins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.species import cell_lines_named

_SITES = """
    adrenal bile bladder blood bone bowel brain breast cervical colon colonic colorectal cutaneous ductal endometrial
    esophageal oesophageal gallbladder gastric hepatic hepatocellular kidney laryngeal liver lung mammary nasopharyngeal
    oral ovarian pancreatic papillary peritoneal prostate prostatic rectal renal skin stomach testicular thyroid tongue
    urothelial uterine uveal
"""
_QUALITIES = """
    acute advanced aggressive castration-resistant childhood chronic clear-cell early-stage high-grade late-stage
    low-grade lymphoblastic metastatic multiple myeloid lymphocytic primary recurrent squamous triple-negative invasive
    her2-positive her2-negative er-positive luminal basal-like
"""
_LONE_CANCERS = r"""
    cholangiocarcinomas? glioblastomas?(?:\smultiforme)? gliomas? astrocytomas? medulloblastomas? neuroblastomas?
    retinoblastomas? melanomas? mesotheliomas? myelomas? lymphomas? leuka?emias? osteosarcomas? hepatomas?
    insulinomas? seminomas? adenomas?
    HCC NSCLC SCLC PDAC mCRC CRC GBM TNBC ccRCC RCC CRPC ESCC HNSCC LUAD AML CLL OSCC
"""
_CELLS = r"""
    (?:tumou?r|cancer)[-\s](?:associated|infiltrating)\s(?:macrophages?|fibroblasts?|neutrophils?)
    (?:M[12][abcd]?(?:[-\s]like)?[-\s](?:polari[sz]ed\s)?)?macrophages? M[12][abcd]?(?:-like)? TAMs? CAFs? monocytes?
    Kupffer\scells? microglia osteoclasts? osteoblasts? dendritic\scells? neutrophils? mast\scells? eosinophils?
    myeloid-derived\ssuppressor\scells? MDSCs? (?:natural\skiller|NK)\scells?
    (?:(?:CD[48]\+?|regulatory|cytotoxic|helper)\s)?T[-\s](?:cells?|lymphocytes?) Tregs? CAR-(?:T|NK|M)(?:\scells?)?
    B[-\s](?:cells?|lymphocytes?) platelets? erythrocytes? red\sblood\scells? hepatic\sstellate\scells?
    (?:cancer|tumou?r)\sstem\scells?
    (?:(?:bone\smarrow|adipose(?:-derived)?|umbilical\scord)\s)?mesenchymal\s(?:stem|stromal)\scells? MSCs?
    neural\sstem\scells? endothelial\scells? epithelial\scells? mesothelial\scells? muscle\scells? Schwann\scells?
    fibroblasts? adipocytes? cardiomyocytes? neurons? astrocytes? hepatocytes? keratinocytes? melanocytes?
    HEK-?293T?(?:\scells?)?
"""
_SPECIES = r"""
    mice mouse rats? rabbits? pigs? dogs? monkeys? zebrafish humans? people patients? volunteers? children
    women men guinea\spigs? hamsters? sheep goats? horses? cats
"""
_ORGANS = r"""
    bone\smarrow lymph\snodes? bones? brain lungs? liver spleen kidneys? heart peritoneum omentum skin retina
    colon intestine gut ovary ovaries breast pancreas stomach bladder prostate thyroid
"""
_DRUGS = r"""
    \w{3,}(?:mab|tinib|ciclib|parib|platin|taxel|rubicin|citabine|curcumin|fenib|statin) curcumin resveratrol
    temozolomide metformin dexamethasone 5-FU 5-fluorouracil aspirin clodronate
"""
_NOT_NAMES = frozenset(
    """
    EV EVs SEV SEVS TME RNA DNA MRNA MIRNA LNCRNA CIRCRNA PCR QPCR ELISA EMT MVB MVBS ILV ILVS TEM NTA SEM FACS WHO FDA
    III VII VIII DOI PMID PMCID USA DNASE RNASE PBS FBS MISEV ICI ICIS ROS ECM TCGA GEO ROC AUC HR CI OS PFS GPCR GPCRS
    RAW THP EXO EXOS TEX TEXS NOT AND ANY ALL THE
    """.split()
)
"""In upper case: abbreviations that look like names of genes and are none."""


def _any(words: str) -> str:
    return "|".join(words.split())


_PATTERNS = {
    "cell": rf"(?:{_any(_CELLS)})",
    "cancer": rf"(?:(?:(?:{_any(_SITES)}|{_any(_QUALITIES)}|(?:non-)?small[-\s]cell)\s)*"
    rf"(?:(?:adeno)?carcinomas?|cancers?|tumou?rs?|malignanc(?:y|ies)|sarcomas?|{_any(_LONE_CANCERS)})"
    r"(?:\sof\sthe\s\w+)?)(?!-associated)",
    "RNA": r"(?:(?:hsa-|mmu-)?(?:exo-?)?(?:miR|miRNA|microRNA|let)(?!\s5-[A-Z]{2})-?\s?\d+\w*(?:-[1-9]?[35]p|-\d)?"
    r"|(?:(?:lnc|linc|circ)(?:RNA)?[-_]?|piR(?:NA)?-)(?-i:[A-Z0-9])\w*)",
    "species": rf"(?:{_any(_SPECIES)})",
    "organ": rf"(?:{_any(_ORGANS)})",
    "drug": rf"(?:{_any(_DRUGS)})",
}
_FINDERS = {kind: re.compile(rf"(?<![\w-]){pattern}(?![\w+])", re.I) for kind, pattern in _PATTERNS.items()}
_NAME = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,6}[a-z]{0,4}-?[A-Z]?\d{1,4}[A-Za-z]?\d?|[A-Z]{3,7}|[A-Z]{2,4}-[A-Zαβγκ]\d?|[A-Z]{2,4}[αβγκ]\d?"
    r"|[a-z]-[A-Z][a-z]{2,4}|(?:[a-z]|[A-Z][a-z]{1,4})[A-Z][A-Za-z]{0,2}\d?|integrin [αβ]\w{1,4})(?![\w-]|\s?cells)"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a kind where it stands in a text: "cancer", "cell", "RNA", "species", "organ", "drug" or "name"."""

    kind: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=256)
def things(text: str) -> tuple[Thing, ...]:
    """What a text names, in reading order; nothing overlaps: a lung cancer is no lung, nor an M2 macrophage a name.

    >>> [(one.kind, one.text) for one in things("Does miR-21 from M2 macrophages harm the liver in breast cancer?")]
    [('RNA', 'miR-21'), ('cell', 'M2 macrophages'), ('organ', 'liver'), ('cancer', 'breast cancer')]
    >>> [(one.kind, one.text) for one in things("GPR143 of tumour-associated macrophages binds PD-L1")]
    [('name', 'GPR143'), ('cell', 'tumour-associated macrophages'), ('name', 'PD-L1')]
    """
    return tuple(sorted(_all_things(text), key=lambda one: one.start))


def _all_things(text: str) -> Iterator[Thing]:
    for kind, finder in (*_FINDERS.items(), ("name", _NAME)):
        for match in finder.finditer(text):
            if kind != "name" or _is_name(match[0]):
                yield Thing(kind, match.start(), match.end(), match[0])
        # What has been read is blanked, so that it is not read again as something else.
        text = finder.sub(lambda match: " " * len(match[0]), text)


def _is_name(word: str) -> bool:
    return word.upper() not in _NOT_NAMES and not cell_lines_named(word)
