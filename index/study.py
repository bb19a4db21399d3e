"""What kind of study a paper is, and of which species.

Publication types and MeSH headings decide where they say something about it; what they leave open is told from title
and abstract, by the rules of `index.designs`, `index.reviews` and `index.species`. How well they do:
``python -m benchmarks.study``.
"""

import re
from collections.abc import Sequence

from index.designs import HEAD, experiments, own_sentences, own_text, phases
from index.reviews import reviews
from index.species import SPECIES, cell_lines_named, heading_name, species_named, species_of_headings

STUDY_TYPES = (
    "in vitro", "animal", "human observational", "trial", "phase 1", "phase 2", "phase 3", "phase 4", "review",
    "systematic review", "meta-analysis", "case report", "preprint", "editorial", "letter", "comment",
    "retraction notice", "correction notice", "concern notice",
)  # fmt: skip
"""Every type that a study can have, in the order in which they are given.

A trial has its phases beside "trial"; a systematic review and a meta-analysis have "review" beside their own name.
"""

_NOTICES = frozenset({"retraction notice", "correction notice", "concern notice"})
_WITHOUT_DATA = _NOTICES | {"review", "editorial", "comment"}
_TRIALS = frozenset(
    {
        "clinical trial",
        "randomized controlled trial",
        "controlled clinical trial",
        "adaptive clinical trial",
        "pragmatic clinical trial",
        "equivalence trial",
    }
)
_DECLARED = {
    **{name: {"trial"} for name in _TRIALS},
    "review": {"review"},
    "scoping review": {"review"},
    "systematic review": {"review", "systematic review"},
    "meta-analysis": {"review", "meta-analysis"},
    "network meta-analysis": {"review", "meta-analysis"},
    "case reports": {"case report"},
    "case report": {"case report"},
    "observational study": {"human observational"},
    "clinical trial, veterinary": {"animal"},
    "randomized controlled trial, veterinary": {"animal"},
    "observational study, veterinary": {"animal"},
    "preprint": {"preprint"},
    "editorial": {"editorial"},
    "letter": {"letter"},
    "comment": {"comment"},
    "retraction of publication": {"retraction notice"},
    "retraction notice": {"retraction notice"},
    "published erratum": {"correction notice"},
    "expression of concern": {"concern notice"},
}
_TITLES = {
    "retraction notice": re.compile(
        r"retraction(?:\W*$|\s?:|\s[–—-]\s| (?:note|notice|statement)\b| (?:to|of|for)(?::| [\"“'‘])"
        r"| for [^:]{0,200}\bet al)|withdrawal(?: (?:note|notice|statement)\b| (?:to|of|for)(?::| [\"“'‘]))"
        r"|(?:notice|statement) of (?:retraction|withdrawal|removal)\b|removal notice\b"
        r"|.{0,2000}\[retraction\]\W*$",
        re.IGNORECASE,
    ),
    "correction notice": re.compile(
        r"(?:(?:author|publisher)['’]?s? )?correction(?:\W*$|\s?:|\s[–—-]\s| notice\b| to:? ?(?-i:[A-Z\"“'‘])"
        r"| for [^:]{0,200}\bet al)"
        r"|(?:corrigendum|erratum|errata)\b"
        r"|.{0,2000}\[(?:corrigendum|erratum|correction)\]\W*$",
        re.IGNORECASE,
    ),
    "concern notice": re.compile(r"(?:editorial )?(?:expression|note) of concern\b", re.IGNORECASE),
    "editorial": re.compile(r"editorial\s?(?::|$)", re.IGNORECASE),
    "letter": re.compile(r"letter to the editor|letter:", re.IGNORECASE),
    "comment": re.compile(r"comment(?:ary)? on\b|comment(?:ary)?\s?(?::|$)|reply to\b", re.IGNORECASE),
}
_COMMENTARY = re.compile(r"\bthis commentary\b", re.IGNORECASE)
_HEADINGS = {
    "animal": re.compile(
        r"disease models, animal|models, animal|xenograft model antitumor|animals, genetically modified|mice, |rats, "
    ),
    "in vitro": re.compile(
        r"cell lines?$|cell line, |cells, cultured|tumor cells, cultured|primary cell culture|cell culture techniques"
        r"|coculture techniques|culture media, conditioned|in vitro techniques|organoids|spheroids, cellular"
        r"|human umbilical vein endothelial cells|(?:hela|jurkat|vero|[\w .-]{0,20}\d[\w .-]{0,20}) cells$"
    ),
    "human observational": re.compile(
        r"(?:cohort|case-control|retrospective|prospective|cross-sectional|longitudinal|follow-up) studies$"
        r"|kaplan-meier estimate|registries"
    ),
}
_STATED_IN_METHODS = {
    "animal": ("animal care and use committee", "mice were housed", "rats were housed", "animals were housed"),
    "in vitro": ("fetal bovine serum", "foetal bovine serum", "dulbecco's modified", "rpmi 1640", "rpmi-1640"),
    "human observational": ("written informed consent", "informed consent was obtained", "provided informed consent"),
}
_SCOPE = re.compile(r"\b(?:review|meta-analysis|studies (?:\w+ ){0,3}(?:\d|includ))", re.IGNORECASE)
_PATIENTS = re.compile(r"\b(?:patients|participants|men|women)\b", re.IGNORECASE)
_PHASES = frozenset({"phase 1", "phase 2", "phase 3", "phase 4"})
_OF_PEOPLE = frozenset({"human observational", "trial", "case report"}) | _PHASES


def kind(publication_types: Sequence[str]) -> str:
    """What a paper counts as among the library's kinds: "preprint", else "trial", else "review", else "article".

    publication_types: in lower case, as PubMed or Zotero word them.

    >>> kind(["journal article", "clinical trial, phase ii"]), kind(["meta-analysis"])
    ('trial', 'review')
    >>> kind(["clinical trial protocol"])
    'article'
    """
    declared = _declared(publication_types)
    return next((name for name in ("preprint", "trial", "review") if name in declared), "article")


def study_types(publication_types: Sequence[str], mesh: Sequence[str], title: str, text: str) -> tuple[str, ...]:
    """Which of `STUDY_TYPES` a paper is, in their order; none where nothing tells.

    A review, an editorial, a comment or a notice is no experiment, whatever it writes about.

    publication_types: in lower case. mesh: headings, with or without qualifiers. text: abstract first.

    >>> study_types(["journal article"], [], "Exosomes in sepsis", "Mice were injected with exosomes of THP-1 cells.")
    ('in vitro', 'animal')
    >>> study_types(["review"], ["Mice"], "Exosomes in mice", "")
    ('review',)
    >>> study_types([], [], "Retraction: Exosomes in sepsis", "")
    ('retraction notice',)
    """
    found = _declared(publication_types) | _from_title(publication_types, title, text)
    if not found & ((_WITHOUT_DATA - {"comment"}) | {"trial", "human observational", "case report"}):
        found |= reviews(title, text)
    if not found & _WITHOUT_DATA:
        found |= _done(found, mesh, title, text)
    return tuple(name for name in STUDY_TYPES if name in found)


def species(mesh: Sequence[str], title: str, text: str) -> tuple[str, ...]:
    """The species that were studied, of `index.species.SPECIES` and in its order.

    Species among the MeSH headings decide; else the species of the people, animals, cells and cell lines that title and
    abstract name, without what they say of others' work; of a review, those of its title and of its stated scope.

    >>> species(["Humans", "Mice, Nude"], "", "rats"), species([], "Exosomes of RAW264.7 cells", "Rats were injected.")
    (('human', 'mouse'), ('mouse', 'rat'))
    >>> species([], "Exosomes in sepsis", "In this review, we turn to exosomes. In mice they protect the lung.")
    ()
    """
    found = species_of_headings(mesh)
    if not found:
        if reviews(title, text):
            scope = "\n".join([title[:HEAD], *filter(_SCOPE.search, own_sentences(text))])
            found = species_named(scope)
            people = bool(_PATIENTS.search(scope))
        else:
            found = species_named("\n".join([own_text(title, text), *mesh]))
            people = bool(experiments(title, text) & _OF_PEOPLE)
        found |= {"human"} if people else set()
    return tuple(name for name in SPECIES if name in found)


def _declared(publication_types: Sequence[str]) -> set[str]:
    """The study types that publication types name."""
    found: set[str] = set()
    for name in map(str.lower, map(str.strip, publication_types)):
        found |= _DECLARED.get(name, set())
        if name.startswith("clinical trial, phase"):
            found |= {"trial"} | phases(name)
    return found


def _from_title(publication_types: Sequence[str], title: str, text: str) -> set[str]:
    """Notices, editorials, letters and comments that say so in their titles.

    A title that opens with "RETRACTED" or "WITHDRAWN" is that of the retracted paper.
    """
    if "retracted publication" in publication_types:
        return set()
    plain = title[:HEAD].lstrip(" [(\"'“‘")
    found = {name for name, pattern in _TITLES.items() if pattern.match(plain)}
    return found | ({"comment"} if _COMMENTARY.search(text[:HEAD]) else set())


def _done(declared: set[str], mesh: Sequence[str], title: str, text: str) -> set[str]:
    """How a study that has data of its own was done."""
    names = [heading_name(heading) for heading in mesh]
    headed = {name for name, pattern in _HEADINGS.items() if any(map(pattern.match, names))}
    told = set(experiments(title, text))
    own = own_text(title, text)
    if cell_lines_named(own):
        told.add("in vitro")
    if "trial" in declared:
        told = told - _PHASES if declared & _PHASES else told | phases(own)
    lower = text.lower()
    told |= {name for name, phrases in _STATED_IN_METHODS.items() if any(phrase in lower for phrase in phrases)}
    tagged = species_of_headings(mesh) | ({"animals"} & set(names))
    if tagged and not tagged - {"human"}:
        told -= {"animal"}
    if tagged and "human" not in tagged:
        told -= _OF_PEOPLE
    found = headed | told
    if (declared | found) & {"trial", "case report"} and "human observational" not in declared:
        found.discard("human observational")
    return found
