"""One token, however a name is written; and different names stay different."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import tokens
from index.chinese_terms import FUNCTION_WORDS, TERMS
from index.filters import fitting
from index.lexical import Lexical, write_lexical
from index.records import Paper, Passage, Section

GREEK = [
    "TNF-α | TNFα | TNF α | TNF-alpha | TNF alpha | TNFalpha | TNF-a | TNFa | TNFA | tnfα | ＴＮＦ－α | 𝐓𝐍𝐅-𝛂 | TNF‑α",
    "TGF-β1 | TGF‑β1 | TGFβ1 | TGF β1 | TGF-β-1 | TGF-beta1 | TGF-beta 1 | TGF-beta-1 | TGFb1 | TGFB1 | TGF-ß1",
    "IL-1β | IL1β | IL 1β | IL-1beta | IL-1 beta | IL-1-β | IL-1b | IL1B | IL‐1β | IL-1ß",
    "IFN-γ | IFNγ | IFN-gamma | IFN gamma | IFNgamma | IFN-g | IFNG",
    "SIRPα | SIRP-α | SIRPalpha | SIRP alpha | SIRPa | SIRPA",
    "NF-κB | NFκB | NF κB | NF-ΚB | NF-kB | NFkB | NFKB | NF-kappaB | NF-kappa B | NF kappa B | NF-kappa-B",
    "IκBα | IκB-α | IkBa | IkappaB-alpha",
    "HIF-1α | HIF1α | HIF 1α | HIF-1alpha | HIF-1a | HIF1A",
    "β-catenin | βcatenin | beta-catenin | beta catenin | b-catenin | Β-catenin | ß-catenin | ϐ-catenin",
    "α-SMA | αSMA | alpha-SMA | a-SMA",
    "PKCζ | PKC-ζ | PKC-zeta | PKCzeta",
    "10 µg | 10 μg",
    "Aβ | Aß",
]
LETTERS = [
    "Müller | Mu\u0308ller | MÜLLER | Muller",
    "naïve | nai\u0308ve | naive",
    "Łódź | Lodz",
    "Strauß | Strauss",
    "CO₂ | CO2",
    "CD8⁺ | CD8+",
    "ﬁbroblast | fibroblast",
    "PD-L1 | PD‐L1 | PD–L1 | PD−L1 | PD_L1 | PDL1 | ＰＤ－Ｌ１",
    "3′-UTR | 3'-UTR | 3’-UTR",
]
RNA = [
    "miR-155 | mir155 | MIR155 | miR 155 | miR_155 | miR‑155 | miRNA-155 | miRNA155 | microRNA-155"
    " | MicroRNA 155 | micro-RNA-155 | micro RNA 155 | hsa-miR-155 | mmu-mir-155"
    " | hsa_miR_155 | pre-miR-155 | premiR-155 | 微小RNA-155",
    "miR-155-5p | hsa-miR-155-5p | MIR155-5P | miR-155 5p | microRNA-155-5p | miR_155_5p",
    "let-7a | Let-7a | let7a | let 7a | LET7A | hsa-let-7a | pre-let-7a | MIRLET7A",
    "miR-125b-1 | miR-125b1 | MIR125B1 | hsa-mir-125b-1",
    "miR-200b/c | miR-200b/200c | miR-200b/-200c | miR-200b and -200c | miR-200b, -200c | miR-200b, miR-200c",
    "miR-17~92 | miR-17∼92 | miR-17-92 | miR-17–92 | miR-17/92",
    "miR-21, -155 and -210 | miR-21, miR-155, miR-210 | miR-21/155/210",
    "anti-miR-21 | antimiR-21 | anti-microRNA-21",
    "antagomiR-21 | antagomir-21 | antagomir miR-21",
    "microRNAs | micro-RNAs | miRNAs | miRs",
    "lncRNA-H19 | lncRNA_H19 | lnc-H19",
    "hsa_circ_0000096 | circ_0000096 | circ-0000096 | circ0000096 | circRNA_0000096 | hsa_circRNA_0000096",
    "circRNA-PTPRA | circ-PTPRA | circ_PTPRA",
    "piR-651 | piRNA-651 | piR651 | hsa-piR-651 | piR-hsa-651",
]
TOGETHER = [
    ("PD-L1", "the PD-1/PD-L1 axis"),
    ("M2", "the M1/M2 ratio"),
    ("IL-6", "IL-1β/IL-6 in plasma"),
    ("TNF-α", "TNFα-induced genes"),
    ("β-catenin", "the AKT-GSK3β-β-catenin pathway"),
    ("miR-23b", "miR-23b-3p-enriched exosomes"),
    ("miR-222", "miR-221/222 in exosomes"),
    ("circPTPRA", "circ-PTPRA in exosomes"),
    ("H19", "lncRNA-H19 in exosomes"),
    ("巨噬细胞", "macrophages"),
    ("macrophage", "腫瘤相關巨噬細胞的極化"),
    ("脱发", "外泌体治疗脱发"),
]
APART = [
    ("miR-155", "miR-15 | miR-1555 | miR-155HG | miR-21"),
    ("let-7a", "let-7b | let-7"),
    ("miR-93", "miR-9-3 | miR-9 | miR-9-3p"),
    ("miR-5", "miR-145/5-FU"),
    ("TNF-α", "TNFAIP3 | TNFRSF1A"),
    ("TGF-β1", "TGF-β2 | TGFBI"),
    ("IL-17α", "IL-17A"),
    ("CD1α", "CD1a"),
    ("exosome", "外科"),
]


def spellings(several: str) -> list[str]:
    return several.split(" | ")


@pytest.mark.parametrize("names", [*GREEK, *LETTERS, *RNA])
def test_all_spellings_of_a_name_are_the_same_tokens(names: str) -> None:
    one, *others = spellings(names)
    assert {other: tokens(other) for other in others} == dict.fromkeys(others, tokens(one))


@pytest.mark.parametrize(("name", "text"), TOGETHER)
def test_a_name_is_found_within_what_it_is_written_together_with(name: str, text: str) -> None:
    assert tokens(name)[0] in tokens(text)


@pytest.mark.parametrize(("name", "others"), APART)
def test_another_name_is_another_token(name: str, others: str) -> None:
    assert [other for other in spellings(others) if tokens(name)[0] in tokens(other)] == []


@given(
    prefix=st.sampled_from(["", "hsa-", "mmu-", "rno-", "hsa_", "pre-", "exo-", "anti-"]),
    word=st.sampled_from(["miR", "miRNA", "microRNA", "mi-RNA", "micro-RNA", "miRs", "microRNAs"]),
    between=st.sampled_from(["", "-", "‐", "‑", "–", "—", "−", " ", "_", "- "]),
    number=st.integers(1, 9999),
    variant=st.sampled_from(["", "a", "b", "c", "d", "ai"]),
    copy=st.sampled_from(["", "-1", "-2"]),
    arm=st.sampled_from(["", "-3p", "-5p", "‑5p"]),
    around=st.sampled_from(["{}", "({}),", "exosomal {} in", "{}-enriched", "{}/PTEN"]),
    change=st.sampled_from([str, str.lower, str.upper, str.title]),
)
def test_however_a_microrna_is_written_its_own_token_is_there(
    prefix, word, between, number, variant, copy, arm, around, change
) -> None:
    written = change(around.format(f"{prefix}{word}{between}{number}{variant}{copy}{arm}"))
    name = f"mir{number}{variant}"
    found = [one for one in tokens(written) if one.startswith("mir")]
    expected = [name]
    if copy:
        expected.append(f"{name}copy{copy[1:]}")
    if arm:
        expected.append(f"{expected[-1]}{arm[1:]}")
    assert found == expected


@given(st.text(st.characters(categories=None)) | st.text("miRlet-7_/,~ abc155αβß极化外").map(lambda text: text * 3))
def test_any_text_has_tokens_that_the_index_can_keep(text: str) -> None:
    assert not any(token.split() != [token] for token in tokens(text))


def test_chinese_of_no_known_term_is_split_in_twos() -> None:
    assert tokens("外泌体与斑马鱼") == ["exosom", "斑马", "马鱼"]
    assert tokens("엑소좀 エクソ 鱼") == ["엑소", "소좀", "エク", "クソ", "鱼"]


def test_each_chinese_term_is_given_once() -> None:
    given_terms = [term for line in TERMS.split("\n") if line.strip() for term in line.split(": ")[1].split()]
    given_terms += FUNCTION_WORDS.split()
    assert sorted(given_terms) == sorted(set(given_terms))


def test_a_filter_can_be_given_in_any_spelling() -> None:
    assert fitting(["巨噬细胞"], ["M2 macrophages", "T cells"]) == ["M2 macrophages"]
    assert fitting(["hsa-mir-200c"], ["miR-200b/c", "miR-200a"]) == ["miR-200b/c"]
    assert fitting(["TNFA"], ["TNF-α"]) == ["TNF-α"]


@pytest.mark.parametrize("names", [GREEK[0], GREEK[5], GREEK[8], LETTERS[0], RNA[0], RNA[2], RNA[11]])
def test_words_alone_find_a_passage_by_every_spelling(names: str, tmp_path: Path) -> None:
    one, *others = spellings(names)
    texts = ("Exosomes polarize macrophages.", f"It lowers {one} in mice.")
    write_lexical(tmp_path, enumerate(map(passage, texts)))
    lexical = Lexical(tmp_path)
    assert [other for other in others if list(lexical.search(lexical.worth(other), 5)) != [1]] == []


def passage(text: str) -> Passage:
    paper = Paper("pmid:1", "A title", sections=(Section("Abstract", text),))
    return Passage(f"pmid:1#0:0-{len(text)}", paper, 0, "Abstract", 0, len(text), ((0, len(text)),), text)
