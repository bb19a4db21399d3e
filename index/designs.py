"""How a study was done, told from the words of its title and abstract.

The phrases were chosen on the "tune" half of `benchmarks/study_labels.jsonl`: ``python -m benchmarks.study``.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_LAST = 4
"""Results that are kept, since what is asked of a paper is asked several times over."""
HEAD = 4000
"""Characters that are read for a study's design: an abstract. Further on a paper tells of others' studies as well."""

_ANIMALS = r"mouse|mice|rats?|rabbits?|pigs?|swine|porcine|murine|rodents?|zebrafish|monkeys?|primates?|dogs?|sheep"
_TUMOUR = r"(?:tumou?rs?|cancers?|carcinomas?|patients?|clinical|surgical|human|crc|hcc|gbc|nsclc)"


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for several, in either case.

    >>> bool(any_of("mice", "rats").search("Rats were injected."))
    True
    """
    return re.compile("|".join(patterns), re.IGNORECASE)


_OTHERS = any_of(
    r"^(?:in )?(?:(?:our|the|these|most|some) )?(?:previous|prior|earlier|past|recent|several|numerous|many|multiple"
    r"|various|emerging|mounting|growing|accumulating|increasing|further|additional|future)\b[\w -]{0,30}"
    r"(?:stud|work|report|research|evidence|investigation|finding|data|literature|advance)",
    r"\b(?:has|have) (?:recently |previously |also |long |all )?been (?:\w+ )?(?:shown|reported|demonstrated|found"
    r"|considered|described|implicated|proposed|recognized|known|studied|established as|regarded|used)",
    r"\b(?:previously|recently) (?:showed|shown|reported|demonstrated|described|found|identified)\b",
    r"\b(?:further|future|more|additional) (?:\w+ )?(?:stud(?:y|ies)|research|investigations?|trials?|validation)\b",
    r"\b(?:is|are) (?:needed|required|warranted|necessary)\b",
    r"\bremains? (?:largely |still |to be )?(?:un|elusive|poorly|obscure|controversial)",
    r"\bmay (?:provide|serve|offer|become|develop|represent)\b|\bcould (?:serve|provide|offer|become)\b",
)
_OWN = any_of(
    r"\b(?:in|of) (?:this|the present|the current|our) (?:\w+ )?study\b|\bour (?:data|results?|findings)\b",
    r"\bwe (?:\w+ly |also |then |further |first |thus |therefore ){0,2}(?:show|find|found|demonstrate|identif|report"
    r"|develop|observe|isolat|investigat|reveal|confirm|collect|recruit|enrol|analy[sz]e)",
)
_IN_VITRO = any_of(
    r"\bin vitro\b(?!-in vivo)",
    r"\bex vivo\b(?! machine)",
    r"\bco-?(?:cultur|incubat|cultivat)|\bcultured|\bcell cultures?\b|\bcultures? of\b|\bculture medi",
    r"\bconditioned (?:culture )?medi|\bsupernatants?\b",
    r"\b(?:trans(?:fect|duc)(?:ed|ion)|sirnas?|shrnas?|knock(?:ed)?[ -]?down|silenc(?:ing|ed)|over-?expressing)\b",
    r"\bloss[- ](?:and gain[- ])?of[- ]function\b|\bgain[- ](?:and loss[- ])?of[- ]function\b",
    r"\b(?:luciferase|transwell|cck-8|mtt|edu|tunel|tube formation|colony formation|wound[ -]healing|scratch|invasion"
    r"|migration|reporter|pull-?down|functional|cell viability|chemotaxis|cytotoxicity) (?:\w+ )?(?:assays?|kit|method"
    r"|experiments?)\b",
    r"\bcell viability\b|\bcells? lines?\b|\btranswell\b|\borganoids?\b|\bspheroids?\b|\blangendorff\b",
    r"\b(?:isolated|perfused) (?:\w+ )?hearts?\b",
    r"\b(?:cells|macrophages|neurons|fibroblasts|cardiomyocytes|monocytes|hepatocytes|microglia|astrocytes|bmdms?"
    r"|myocytes|platelets|mscs?) (?:\w+ ){0,3}(?:were|was) (?:\w+ ){0,2}(?:treated|cultured|exposed|incubated"
    r"|stimulated|infected|examined|used|induced|isolated|subjected|transfected|harvested|polari[sz]ed)",
    r"\b(?:treat|expos|incubat|stimulat|infect|transfect|transferr?|polariz|polaris|treating)(?:ed|ing)? (?:\w+ ){0,3}"
    r"(?:cells|macrophages|neurons|fibroblasts|cardiomyocytes|monocytes|hepatocytes|microglia|astrocytes|huvecs)\b",
    r"\b(?:internali[sz]ed|taken up|uptaken?|uptake|endocytosed) (?:\w+ ){0,3}(?:by|of|in|from)\b",
    r"\bcells? (?:secret|releas|produc)(?:e|ed|es|ing) |\bknock-?out of\b|\bmechanistically\b",
    r"\b\w+-(?:deficient|depleted|null|expressing|overexpressing|treated) (?:\w+ )?(?:cells|hepatocytes|macrophages)\b",
    r"\b(?:primary|neonatal|recipient|cultured) (?:\w+ ){0,2}(?:cells|neurons|macrophages|cardiomyocytes|fibroblasts"
    r"|myocytes|hepatocytes|astrocytes)\b",
    r"\bcell(?:ular)? (?:[\w-]+ ){0,2}models?\b",
)
_ANIMAL = any_of(
    r"(?<!in vitro-)(?<!in vitro–)\bin vivo\b(?!-| (?:characteri[sz]ation|monitoring|biopanning|diagnos))",
    rf"\b(?:{_ANIMALS}|animal)s?\b (?:\w+ ){{0,4}}models?\b",
    rf"\bmodels? (?:of|in) (?:\w+ ){{0,4}}(?:{_ANIMALS}|animals)\b",
    r"\b(?<!isolated )(?:mice|rats)\b(?! (?:cardio|hearts?|neonatal))",
    r"\bxenograft|\borthotopic|\bsyngeneic (?:\w+ )?(?:tumou?r|model)|\ballograft model",
    r"\b(?:sprague[- ]dawley|c57bl|balb/?c|wistar|nude mouse)",
    r"\btail[- ]vein\b|\bintraperitoneal|\bmiddle cerebral artery occlusion\b",
    r"\binfarct(?:ion)? (?:size|volume)\b",
    r"\b(?:systemic|intravenous|intramuscular|intramyocardial|subcutaneous|intranasal) (?:injection|administration)\b",
    r"\b(?:macaques?|marmosets?|beagles?|minipigs?|piglets?|zebrafish (?:embryos|larvae))\b",
    rf"\bmurine\b(?! (?:[\w-]+ ){{0,3}}(?:cells?|macrophages?|neur\w+|fibroblasts))|\b(?:{_ANIMALS}) (?:plasma"
    rf"|serum|brains?|kidneys?|livers?)\b",
)
_HUMAN = any_of(
    r"\b(?:healthy|normal) (?:\w+ ){0,2}(?:controls?|donors?|subjects?|volunteers?|individuals?|participants?"
    r"|people)\b",
    r"\b(?<!number )(?:from|in|of|between|among|and) (?:\w+[ -]){0,5}(?:patients?|women|men|subjects|individuals"
    r"|participants) (?:\w+ )?(?:with|who|and (?:healthy|normal|control|non)|compared|versus|or)\b",
    r"\b\d+ (?:[\w-]+ ){0,6}(?:patients?|participants|subjects|women|men|people|volunteers|individuals)\b",
    r"\b(?:patients?|participants|subjects|volunteers) (?:\w+[ ,]+){0,8}(?:were|was) (?:\w+ )?(?:recruited|enrolled"
    r"|included|followed|examined|assessed)\b",
    r"\benrolled\b|\b(?:patients|survivors|controls|participants|people|individuals)\b[^.]{0,60}\brecruited\b"
    r"|\bin both patients",
    r"\b(?:serum|plasma|urine|blood|urinary|csf|cerebrospinal fluid|lavage fluid|bone marrow|tissues?|samples?|exosomes"
    r"|vesicles|evs|biops(?:y|ies)|specimens?)\b[^.]{0,60} (?:from|of|in) (?:the )?(?:[\w'-]+ ){0,5}(?:patients"
    r"|women|men|donors|subjects|individuals|volunteers)\b",
    r"\bpatients?['’]?s? (?:\w+ )?(?:serum|sera|plasma|blood|samples|tissues|specimens|cohorts?|tumou?rs|biopsies)\b",
    rf"\b{_TUMOUR} (?:\w+ )?(?:tissues?|cohorts?|specimens?|samples?|biopsies)\b(?! (?:culture|engineering))",
    r"\b(?:tissue|clinical|retrospective|prospective|survival|case-control|cross-sectional) (?:sample )?"
    r"(?:analys[ie]s|data|study|studies|cohorts?|levels?|samples?) ",
    r"\bclinicopatholog|\b(?:associat|correlat|relat|predict|link)\w+ [^.]{0,80}\b(?:survival|prognosis|outcomes)\b",
    r"\bhuman (?:[\w-]+ ){0,4}(?:brains?|plasma|serum|urine|blood|tissues?|biops(?:y|ies)|milk|saliva)\b(?!-)",
    r"\b(?:poor|unfavou?rable|worse) (?:prognosis|outcomes?|clinical)\b[^.]{0,30}\b(?:in|of) (?:\w+ )?patients\b",
    r"\bpatients (?:with|having) (?:\w+ )?(?:high|low|elevated|increased)|\bprognostic (?:bio)?marker for\b",
    r"\bpost-?mortem\b|\b(?:tcga|the cancer genome atlas|gene expression omnibus)\b|\bdiagnostic accuracy\b",
    r"\bin (?:[\w-]+ )?(?:patients?|cancers|subjects) (?:compared|relative|than|versus)\b"
    r"|\bcohort of (?:\w+ )?patients",
)
_ASSIGNED = any_of(
    r"\b(?:patients?|participants?|subjects|women|men|volunteers|adults|children|people|players|smokers) "
    r"(?:\w+[ ,]+){0,6}(?:were|was) (?:\w+ )?(?:randomly|randomi[sz]ed|allocated|assigned)",
    r"\brandomi[sz]ed[, -]+(?:[\w-]+[, ]+){0,4}(?:trial|clinical|study)|\brandomly (?:assigned"
    r"|allocated) (?:patients|\d+)",
    r"\b(?:open-label|double-blind|single-blind|placebo-controlled|first-in-human|single-arm)\b",
    r"\bthis (?:[\w/-]+ ){0,5}(?:clinical )?trial\b",
    r"\bphase (?:I{1,3}V?|IV|[1-4])[ab]?(?:/(?:I{1,3}|IV|[1-4])[ab]?)? (?:[\w-]+ ){0,3}(?:trial|study)\b",
)
_PHASE = re.compile(r"\bphase (I{1,3}|IV|[1-4])[ab]?(?:\s?[/-]\s?(?:phase )?(I{1,3}|IV|[1-4])[ab]?)?(?![\w-])", re.I)
_PHASES = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_CASE = any_of(
    r"^[^.]{0,200}\bcase (?:report|series|study of a)\b", r"\b(?:report|present|describe)s? (?:a|the|this) case\b"
)
_END = re.compile(r"(?<=[.!?•;])\s+|\n")


def own_sentences(text: str) -> Iterator[str]:
    """The sentences of an abstract that do not plainly tell of others' work or of work to come.

    >>> list(own_sentences("Recent studies used mice. Here, rats were injected. Trials are needed."))
    ['Here, rats were injected.']
    """
    sentences = filter(None, _END.split(text[:HEAD]))
    return (sentence for sentence in sentences if _OWN.search(sentence) or not _OTHERS.search(sentence))


@lru_cache(maxsize=_LAST)
def own_text(title: str, text: str) -> str:
    """The title and `own_sentences`, a line each.

    >>> own_text("Exosomes in sepsis", "Recent studies used mice. Rats were injected.")
    'Exosomes in sepsis\\nRats were injected.'
    """
    return "\n".join([title[:HEAD], *own_sentences(text)])


@lru_cache(maxsize=_LAST)
def experiments(title: str, text: str) -> frozenset[str]:
    """Which of "in vitro", "animal", "human observational" and "trial", phases included, title and abstract tell of.

    >>> sorted(experiments("", "Mice were injected with exosomes of cultured THP-1 cells."))
    ['animal', 'in vitro']
    >>> sorted(experiments("A phase I/II trial of dexosomes", "Patients were randomly assigned to two arms."))
    ['phase 1', 'phase 2', 'trial']
    """
    own = own_text(title, text)
    found = {name for name, pattern in _EXPERIMENTS.items() if pattern.search(own)}
    if "trial" in found:
        found -= {"human observational"}
        found |= phases(own)
    if "case report" in found:
        found -= {"human observational"}
    return frozenset(found)


_EXPERIMENTS = {
    "in vitro": _IN_VITRO,
    "animal": _ANIMAL,
    "human observational": _HUMAN,
    "trial": _ASSIGNED,
    "case report": _CASE,
}


def phases(text: str) -> set[str]:
    """The phases of a clinical trial that a text names.

    >>> sorted(phases("clinical trial, phase ii")), sorted(phases("a phase 1/2a study"))
    (['phase 2'], ['phase 1', 'phase 2'])
    """
    named = (number.lower() for found in _PHASE.finditer(text) for number in found.groups() if number)
    return {f"phase {_PHASES.get(number, number)}" for number in named}
