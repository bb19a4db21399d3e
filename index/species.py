"""Which species a text or a MeSH heading names, the origin of cells and cell lines included."""

import re
from collections.abc import Iterable

SPECIES = (
    "human", "mouse", "rat", "rabbit", "pig", "dog", "monkey", "zebrafish", "cow", "sheep", "goat", "horse", "cat",
    "chicken", "hamster", "guinea pig", "fruit fly", "nematode", "yeast",
)  # fmt: skip
"""The species that are told apart, in the order in which they are given."""

_MESH = {
    "human": r"humans?$|adult$|young adult$|aged$|aged, |middle aged$|adolescent$|child$|child, |infant"
    r"|pregnan\w+ women",
    "mouse": r"mice$|mice, |mouse",
    "rat": r"rats$|rats, |rattus",
    "rabbit": r"rabbits$",
    "pig": r"swine$|swine, |sus scrofa",
    "dog": r"dogs$",
    "monkey": r"macaca|haplorhini$|callithrix|chlorocebus|papio|primates$|cercopithecidae$",
    "zebrafish": r"zebrafish$",
    "cow": r"cattle$",
    "sheep": r"sheep$|sheep, domestic$",
    "goat": r"goats$",
    "horse": r"horses$",
    "cat": r"cats$",
    "chicken": r"chickens$|chick embryo$",
    "hamster": r"cricetinae$|cricetulus$|mesocricetus$",
    "guinea pig": r"guinea pigs$",
    "fruit fly": r"drosophila",
    "nematode": r"caenorhabditis",
    "yeast": r"yeasts$|saccharomyces|schizosaccharomyces|pichia|candida albicans$",
}
_MESH_PATTERNS = {name: re.compile(pattern) for name, pattern in _MESH.items()}

_LINES = {
    "human": r"HEK-?293T?|293T cells|HeLa|MCF-?7|MCF-?10A|MDA-?MB-?\d{3}|T-?47D|BT-?\d{3}|SK-?BR-?3|A549|H1299|H460"
    r"|H1975|PC-?9 cells|PC-?3M?|DU-?145|LNCaP|22Rv1|RWPE-?1|HCT-?116|HT-?29|SW-?[46]\d0|LoVo|Caco-?2|HepG2|Huh-?7"
    r"|Hep3B|SMMC-?7721|MHCC-?97\w?|HCC-?LM3|THP-?1|U-?937|Jurkat|K-?562|HL-?60|U-?87(?:-?MG)?|U-?251|A172|LN-?229|T98G"
    r"|SH-?SY5Y|SK-?N-?\w{2}|SK-?OV-?3|A2780|OVCAR-?\d|HUVECs?|HK-?2 cells|16HBE|BEAS-?2B|HaCaT|BxPC-?3|PANC-?1"
    r"|MIA ?PaCa-?2|AsPC-?1|AGS cells|MKN-?\d\d|SGC-?7901|BGC-?823|HGC-?27|MG-?63|U-?2 ?OS|Saos-?2|143B|A375"
    r"|SK-MEL-\d+|RPMI[- ]?8226|CNE-?[12]|HNE-?1|CAL-?27|ARPE-?19|hCMEC/D3|AC16|LX-?2|KYSE-?\d+|EC-?A?109|T24 cells",
    "mouse": r"RAW ?264\.?7?|J774(?:A\.?1)?|B16(?:-?F\d+|-?BL6)?|4T1|CT-?26|MC-?38|Lewis lung|LLC cells|NIH[-/ ]?3T3"
    r"|3T3-?L1|C2C12|BV-?2|N2a(?:-\w+)?|Neuro-?2a|HT-?22|L929|MIN6|Hepa ?1-6|EL-?4|ID8|Pan-?02|GL-?261|MC3T3(?:-E1)?"
    r"|bEnd\.?3|E0771|EO771|CAD5|HL-1|NSC-?34|DC2\.4|MLE-?12|ATDC5|TRAMP-C\d|APP/PS1|5xFAD|C57BL/?\w*|BALB/?c|db/db",
    "rat": r"H9c2s?|PC-?12|INS-?1E?|NRK(?:-?52E)?|RBL-?2H3|C6 glioma|L6 (?:cells|myo\w+)|IEC-?6|NRVMs?|NRCMs?|RSC-?96"
    r"|Sprague[- ]Dawley|Wistar",
    "pig": r"LLC-?PK1|PK-?15",
    "dog": r"MDCK",
    "monkey": r"Vero(?: ?E6)?(?= cells?)|COS-?[17]|MA104",
    "cow": r"MDBK",
    "hamster": r"CHO(?:-?K1)? cells|BHK-?21",
    "fruit fly": r"S2 cells|Schneider 2",
}
_LINE_PATTERNS = {
    name: re.compile(rf"(?<![\w-])(?:{pattern})(?![a-z0-9])", re.IGNORECASE) for name, pattern in _LINES.items()
}
_NAMES = {
    "human": r"humans?(?!(?:ized|ised|ity))(?! (?:health|bod|disease|being|population|life|welfare|genetic|dementia"
    r"|cancers\b|tumou?rs\b|malignan|immunodeficiency|papilloma|epidermal growth))"
    r"|h(?:UC|BM|AD?|i?PS|E|DP|WJ|MC|P)?-?(?:MSC|ADSC|iPSC|PSC|ESC|EMSC|DPSC)s?|hucMSCs?|hiPSCs?|hMSCs?|hBM-?\w+",
    "mouse": r"mouse(?! (?:monoclonal|anti))|mice|murine",
    "rat": r"rats?",
    "rabbit": r"rabbits?(?! (?:anti|polyclonal|monoclonal))",
    "pig": r"(?<!guinea )pigs?|piglets?|mini-?pigs?|swine|porcine",
    "dog": r"dogs?|canine|beagles?",
    "monkey": r"monkeys?|macaques?|non-?human[- ]primates?|marmosets?|rhesus",
    "zebrafish": r"zebrafish",
    "cow": r"cows?|bovine(?! serum)|cattle|calf(?! (?:serum|muscle))",
    "sheep": r"sheep|ovine|lambs?",
    "goat": r"goats?(?! anti)|caprine",
    "horse": r"horses?(?! serum)|equine",
    "cat": r"cats|feline",
    "chicken": r"chickens?|chick embryos?",
    "hamster": r"hamsters?",
    "guinea pig": r"guinea[- ]pigs?",
    "fruit fly": r"drosophila|melanogaster|fruit fl(?:y|ies)",
    "nematode": r"elegans|caenorhabditis",
    "yeast": r"yeasts?(?! two-hybrid)|saccharomyces|cerevisiae|pombe",
}
_NAME_PATTERNS = {
    name: re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)(?!/rat)", re.IGNORECASE) for name, pattern in _NAMES.items()
}


def species_of_headings(mesh: Iterable[str]) -> set[str]:
    """The species that MeSH headings name.

    >>> sorted(species_of_headings(["Mice, Inbred C57BL", "Humans", "Neoplasms"]))
    ['human', 'mouse']
    """
    folded = [heading_name(heading) for heading in mesh]
    return {name for name, pattern in _MESH_PATTERNS.items() if any(map(pattern.match, folded))}


def heading_name(heading: str) -> str:
    """A MeSH heading without its qualifiers and the mark of a major topic, in lower case.

    >>> heading_name("*Exosomes/metabolism")
    'exosomes'
    """
    return heading.split("/")[0].replace("*", "").strip().lower()


def species_named(text: str) -> set[str]:
    """The species that a text names, by name or by a cell line or strain of theirs.

    >>> sorted(species_named("RAW264.7 macrophages, THP-1 cells and zebrafish")), species_named("fetal bovine serum")
    (['human', 'mouse', 'zebrafish'], set())
    """
    tables = (_NAME_PATTERNS, _LINE_PATTERNS)
    return {name for table in tables for name, pattern in table.items() if pattern.search(text)}


def cell_lines_named(text: str) -> bool:
    """Whether a text names a cell line.

    >>> cell_lines_named("H9c2 cells"), cell_lines_named("cells")
    (True, False)
    """
    return any(pattern.search(text) for pattern in _LINE_PATTERNS.values())
