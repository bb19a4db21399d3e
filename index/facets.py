"""The values that the facets of a digest may have, each with the words by which a text states it."""

import re
from collections.abc import Mapping

from index.species import species_named

Vocabulary = Mapping[str, str]

CELLS: Vocabulary = {
    "M1 macrophages": r"\bM1\b|M1-|classically activated|pro-?inflammatory macrophage",
    "M2 macrophages": r"\bM2\b|M2-|M2a|M2c|alternatively activated|anti-?inflammatory macrophage",
    "tumor-associated macrophages": r"tumou?r[- ](?:associated|infiltrating) macrophage|\bTAMs?\b|tumou?r macrophage",
    "macrophages": r"macrophage|RAW ?264|\bBMDMs?\b",
    "monocytes": r"monocyt|THP-?1",
    "Kupffer cells": r"kupffer",
    "microglia": r"microgli|BV-?2",
    "osteoclasts": r"osteoclast",
    "dendritic cells": r"dendritic|\bDCs?\b",
    "neutrophils": r"neutrophil",
    "myeloid-derived suppressor cells": r"suppressor cell|MDSC",
    "mast cells": r"mast cell",
    "NK cells": r"natural killer|\bNK\b",
    "T cells": r"\bT[- ]?(?:cell|lymphocyte)|lymphocyte|CD8|CD4|\bTregs?\b|\bTh\d|\bCTLs?\b",
    "B cells": r"\bB[- ]?(?:cell|lymphocyte)",
    "immune cells": r"immun|leu[ck]ocyt|splenocyte|myeloid",
    "platelets": r"platelet",
    "red blood cells": r"erythrocyt|red blood cell",
    "cancer cells": r"cancer|tumou?r|carcinoma|sarcoma|melanoma|gliom|gliobl|blastoma|leuk|lymphoma|myeloma|neoplas|HCC"
    r"|NSCLC|metasta|malignan|hepatoma",
    "cancer stem cells": r"(?:cancer|tumou?r|gli\w+) stem|stem-like|\bCSCs?\b|stemness",
    "cancer-associated fibroblasts": r"(?:cancer|tumou?r)[- ]associated fibroblast|\bCAFs?\b|activated fibroblast"
    r"|fibroblasts? activat|activat\w+ (?:of )?fibroblast",
    "fibroblasts": r"fibroblast",
    "hepatic stellate cells": r"stellate|\bHSCs?\b",
    "mesothelial cells": r"mesotheli",
    "endothelial cells": r"endotheli|HUVEC|angiogen|vascular",
    "epithelial cells": r"epitheli",
    "mesenchymal stem cells": r"mesenchymal|\bB?-?MSCs?\b|BMSC|stromal cell|ADSC|adipose-derived|adipose stem"
    r"|dental pulp|wharton|umbilical",
    "neural stem cells": r"neural (?:stem|progenitor|precursor)|\bNSCs?\b|\bNPCs?\b",
    "stem cells": r"stem cell|stem/|progenitor",
    "adipocytes": r"adipo",
    "cardiomyocytes": r"cardiomyocyt|H9c2|cardiac myocyt",
    "neurons": r"neuron|HT-?22|SH-?SY5Y|NSC-?34",
    "astrocytes": r"astrocyt",
    "hepatocytes": r"hepatocyt",
    "muscle cells": r"muscle|myo(?:tube|blast|cyte|genic)",
    "osteoblasts": r"osteoblast",
    "melanocytes": r"melanocyt",
    "keratinocytes": r"keratinocyt",
    "HEK293 cells": r"HEK|293T?",
    "Schwann cells": r"schwann",
}
"""Kinds of cells that vesicles come from or go to."""

_PLACES: Vocabulary = {
    "blood": r"blood|plasma|serum|sera\b|circulat|systemic",
    "urine": r"urin",
    "cerebrospinal fluid": r"cerebrospinal|\bCSF\b",
    "ascites": r"ascit",
    "saliva": r"saliva",
    "milk": r"milk",
    "bone marrow": r"bone marrow|\bBM\b",
    "bone": r"bone|osse|osteo|skelet",
    "lung": r"lung|pulmon",
    "liver": r"liver|hepat",
    "brain": r"brain|cerebr|neuro|hippocamp|intracranial|cogniti",
    "heart": r"heart|cardi",
    "kidney": r"kidney|renal",
    "lymph nodes": r"lymph",
    "peritoneum": r"periton|omentum|omental",
    "retina": r"retin|photoreceptor",
    "intestine": r"intestin|enterocol|gut\b|colon",
    "wounds": r"wound",
}

SOURCES: Vocabulary = {
    **CELLS,
    **_PLACES,
    "plants": r"plant|herb|fruit|ginger|brucea|ginseng",
    "bacteria": r"bacteri|pylori|nucleatum|gingivalis|microbi|gut-derived|coli\b",
    "royal jelly": r"royal jelly",
    "tumor tissue": r"tumou?r tissue|tissue",
    "synthetic or hybrid": r"liposom|hybrid|nanoparticle|biomim|nanovesicle|synthetic",
}
"""Where vesicles come from."""

RECIPIENTS: Vocabulary = {**CELLS, **_PLACES}
"""Where vesicles go, or what they act on."""

CANCERS: Vocabulary = {
    "bladder cancer": r"bladder|urothelial",
    "breast cancer": r"breast|\bTNBC\b|mammary",
    "cervical cancer": r"cervical|cervix",
    "cholangiocarcinoma": r"cholangio|bile duct",
    "colorectal cancer": r"colorectal|colon|rectal|\bm?CRC\b|\bCRLM\b",
    "endometrial cancer": r"endometri",
    "esophageal cancer": r"esophag",
    "gallbladder cancer": r"gallbladder",
    "gastric cancer": r"gastric|stomach",
    "glioma": r"gliom|gliobl|\bGBM\b",
    "head and neck cancer": r"head and neck|HNSCC|oral|laryn|tongue|mouth",
    "leukemia": r"leuk|\bAML\b",
    "liver cancer": r"\bliver\b|hepatocell|\bHCC\b|hepatoma|hepatic",
    "lung cancer": r"lung|NSCLC|\bLUAD\b|\bSCLC\b",
    "lymphoma": r"lymphom",
    "medulloblastoma": r"medullobl|\bMB\b",
    "melanoma": r"melanom|\bMM\b",
    "mesothelioma": r"mesotheliom",
    "myeloma": r"myelom",
    "nasopharyngeal cancer": r"nasophar",
    "neuroblastoma": r"neuroblastom",
    "neuroendocrine tumor": r"neuroendocr",
    "osteosarcoma": r"osteosarc",
    "ovarian cancer": r"ovar",
    "pancreatic cancer": r"pancrea|\bPDAC\b",
    "prostate cancer": r"prosta|\bCRPC\b",
    "renal cancer": r"renal|kidney|\bc?c?RCC\b",
    "sarcoma": r"sarcom",
    "skin cancer": r"skin",
    "thyroid cancer": r"thyroid|\bPTC\b",
    "blood cancer": r"hematolog|haematolog|blood cancer",
    "brain tumor": r"brain (?:tumou?r|cancer)|CNS tumou?r",
    "cancer in general": r"cancer|tumou?r|oncolog|malignan|metasta",
}
"""Cancers that are studied; the last one where a text speaks of cancer as such."""

NOT_STATED = "not stated"
"""Of macrophages that take part, while the text does not say what becomes of them."""

MACROPHAGE_EFFECTS: Vocabulary = {
    "towards M1": r"M1|pro-?inflammatory|repolari[sz]|reprogram|re-?educat|classical|activat",
    "towards M2": r"M2|anti-?inflammatory|immunosuppress|alternativ|polari[sz]|tumou?r-promoting|tolerogenic",
    "depletion": r"deplet|reduc|decreas|inhibit|fewer|kill|apopto|suppress",
    "none": r"macrophage|monocyt|microgli|kupffer|\bTAMs?\b|RAW|THP|osteoclast",
    NOT_STATED: r"macrophage|monocyt|microgli|kupffer|\bTAMs?\b|RAW|THP|osteoclast",
}
"""What the vesicles do to macrophages (monocytes, microglia and osteoclasts with them)."""

EFFECTS: Vocabulary = dict.fromkeys(("promotes", "suppresses", "marks", "delivers"), "")
"""What the vesicles do: promote or suppress the disease, mark it (as a biomarker), or deliver a load given to them. No
single words of a text state these."""

LISTED: Mapping[str, Vocabulary] = {
    "vesicle_source": SOURCES,
    "recipient": RECIPIENTS,
    "macrophage_effect": MACROPHAGE_EFFECTS,
    "cancer": CANCERS,
    "effect": EFFECTS,
}
"""Facets whose values are listed here. Those of `NAMED` are names as the text has them."""

_DESIGNS: Vocabulary = {
    "in vitro": r"in vitro|cells?\b|culture|macrophage|fibroblast",
    "animal": r"\bmice\b|mouse|murine|\brats?\b|animal|in vivo|xenograft|tail vein|rabbit"
    r"|\bpigs?\b|zebrafish|chick|embryo",
    "human observational": r"patient|cohort|clinical|human|participant|individual|subject|volunteer|donor|serum|plasma"
    r"|tissue|prognos|surviv",
}
_PEOPLE = re.compile(
    r"human|patient|clinical|volunteer|survivor|women|\bmen\b|donor|cohort|individual|prognos", re.IGNORECASE
)

NAMED = ("cargo", "target")
"""cargo: what the vesicles carry. target: the gene, protein or pathway acted on."""


def states(text: str, facet: str, value: str) -> bool:
    """Whether a text has words that can state a value of a facet, a study type or a species.

    >>> states("Tumour-associated macrophages took them up.", "recipient", "tumor-associated macrophages")
    True
    >>> states("Mice were injected.", "species", "mouse"), states("Mice were injected.", "species", "human")
    (True, False)
    """
    if facet == "species":
        return value in species_named(text) or (value == "human" and _PEOPLE.search(text) is not None)
    pattern = _DESIGNS.get(value, "") if facet == "study_types" else LISTED[facet][value]
    return re.search(pattern, text, re.IGNORECASE) is not None
