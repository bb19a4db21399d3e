"""The words that say which way a finding points: data for `qa.claims.directions`.

Words are in small letters and American spelling; "up-", "pro-", "anti-" and their like are written without the hyphen.
A star stands for any ending.
"""

from collections.abc import Mapping

OPPOSITES: Mapping[str, tuple[str, str]] = {
    "change": (
        """
        accelerat* activat* aggravat* amplif* augment* bolster* boost* doubled doubles doubling drive driven drives
        driving drove elevat* elicit* enabl* encourag* enhanc* enlarg* enrich* exacerbat* exceed* expand* expansion
        facilitat* favor favored favoring favors foster* fuel* gain gained gains grew grow growing grown grows
        heighten* help helped helps improv* increas* induc* initiat* intensif* lengthen* mediat* overactiv*
        overexpress* overproduc* potentiat* prolong* promot* propagat* provok* raise raised raises raising reactivat*
        restor* rise risen rises rising rose speed* spur* stabiliz* stimulat* strengthen* support* sustain* trigger*
        up upregulat*
        """,
        """
        abat* ablat* abolish* abrogat* alleviat* ameliorat* antagoni* arrest* attenuat* block* blunt* compromis*
        counteract* curb* curtail* dampen* deactivat* declin* decreas* deficien* degrad* delay* delet* deplet*
        depress* depriv* destabiliz* deteriorat* diminish* disabl* disrupt* down downmodulat* downregulat* drop
        dropped drops eliminat* fall fallen falling falls fell halt* halv* hamper* held hinder* impair* imped*
        inactivat* inhibit* interfer* knockdown knockout lack* lessen* limit* lose loses losing loss lost lower
        lowered lowering lowers mitigat* neutraliz* oppos* prevent* protect* quench* reduc* reliev* repress* rescu*
        restrain* restrict* retard* reversal* reverse* reversing shorten* shrank shrink* shrunk silenc* slow slowed
        slowing slows stop stopped stops suppress* underexpress* undermin* weaken* withdraw* worsen*
        """,
    ),
    "cause": ("caus* lead leading leads led", "avert averted averting averts"),
    "degree": (
        """
        above abundan* big bigger common commonly excess* faster frequent* greater greatest high higher highest highly
        hyper* large larger largest long longer longest majority many more most numerous often older over rapid*
        strong* thick* wider widespread
        """,
        """
        below few fewer fewest hypo* insufficien* least less lesser low lower lowest minority narrow* poorly rare
        rarely scarc* seldom short shorter shortest slow slower slowly small smaller smallest thin thinner under weak
        weaker weakly younger
        """,
    ),
    "comparison": ("> ≥", "< ≤"),
    "response": (
        "sensiti* chemosensiti* radiosensiti* responder* responsive* susceptib* vulnerab*",
        "resist* chemoresist* radioresist* desensiti* insensiti* nonrespon* refractor* toleran* unrespon*",
    ),
    "phenotype": (
        "m1 m1like anticancer* classical* antitumor* antitumour* immunostimul* proinflammatory tumoricid* antimetasta*",
        "m2 m2like alternativ* antiinflammatory immunosuppress* procancer* protumor* tumorpromot* prometasta*",
    ),
    "outcome": (
        """
        accura* advantag* benefi* beneficial* benign best better effective* efficac* efficient* favorabl* good healthy
        safe* success* superior well
        """,
        """
        adverse* aggressive* bad badly deleterious* detriment* disadvantag* dismal harm* inaccura* ineffective*
        inefficient* inferior malignant poor poorer poorest poorly toxic* unfavorabl* unhealthy unsafe* unsuccess*
        worse worst
        """,
    ),
    "severity": ("mild milder mildest mildly", "severe* serious*"),
    "survival": (
        "aliv* cure cured cures live lived lives living remission* surviv* viab*",
        "apopto* dead death* die died dies dying fatal* lethal* mortalit* recurr* relaps*",
    ),
    "company": ("with", "without"),
    "order": ("first initial* primar*", "final* last second*"),
    "likeness": ("different* distinct* unlike", "comparable equal* identical* same similar*"),
    "sign": ("direct directly pos positiv* presen*", "absen* indirect* invers* neg negativ*"),
    "time": ("before earl* preced* prior", "after follow* late later subsequent*"),
    "place": (
        "import* inner inside intern* intracellular* into upstream",
        "downstream exogen* export* extern* extracellular* outer outside",
    ),
    "sex": ("boys male males man men", "female females girls woman women"),
    "amount": ("all always both every maxim* complete* fully", "minim* partial* partly"),
    "dependence": ("dependen*", "independen*"),
    "kind": ("agonist* oncogen*", "antagonist*"),
    "course": ("acute* revers* temporar* transient*", "chronic* irreversib* lasting permanent* persist*"),
}  # fmt: skip
"""Pairs of directions, each with the words that point one way and the words that point the other."""

RELATIONS = """
    affect* alter* associat* bear bears chang* contribut* correlat* depend depended depends differ differed
    difference* differs effect* essential impact* implicat* important influenc* involv* link* marker* modulat*
    necessary need* play* predict* regulat* relat* require* role*
"""
"""Words that say that one thing bears on another, and not which way."""

NO_RELATION = "dispensable unaffect* unalter* unchang*"
"""Words that say that it does not."""

NEGATIONS = """
    cannot denied denies deny fail* hardly incapable insignifican* little neither never no nobody none nonsignifican*
    nor not nothing unable unlikely without
"""
"""Words that turn what follows them in their clause."""

NO_NEGATIONS = ("no less", "no longer than", "not just", "not least", "not only", "whether or not")
"""Phrases that only look like one."""

CLAUSE_ENDS = "although because but despite however since than though unless whereas which while who whose"
"""Words at which a negation ends."""

TURNING = ("ab", "dis", "im", "in", "ir", "non", "un")
"""Beginnings that turn a word."""

LOSS = """
    ablat* absen* antagomir antagonist* block* deficien* delet* deplet* depriv* disrupt* inactivat* inhibit* knock*
    lack* loss low lower neutraliz* null reduc* remov* shrna silenc* sirna suppress* withdraw* without
"""
"""Words that take a thing away: what is then found is the opposite of what the thing itself does."""
