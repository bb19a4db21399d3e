"""Records become papers: joined whatever their order, replaced by newer ones, gone with the last of them."""

import shutil
from dataclasses import replace
from itertools import count, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalog import Catalog
from index.library import Library
from index.records import Link, Notice, Paper, Section
from index.settling import Changes


def words(texts):
    return [len(text.split()) for text in texts]


class Shelf:
    """A library that is written again and again, as generations are."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.numbers = folder, None, count()

    def run(self, *records: Paper, remove: str | None = None, file: str | None = None) -> Changes:
        """Take records, each from a file of its format's name unless another is named; or remove a paper."""
        path = self.folder / f"{next(self.numbers)}.sqlite"
        if self.path:
            shutil.copyfile(self.path, path)
        library = Library(path)
        for record in records:
            library.take(record, record.origin if file is None else file)
        if remove:
            (found,) = library.find(remove)
            library.remove(found)
        changes = library.settle(words, 256, lambda row, passage: None)
        library.close()
        self.path = path
        return changes

    @property
    def papers(self) -> dict[str, Paper]:
        catalog = Catalog(self.path)
        assert catalog.fault() is None
        found = {one: catalog.paper(one) for one in [*catalog.ids(), *catalog.ids("reference")]}
        catalog.close()
        return found

    @property
    def texts(self) -> dict[str, int]:
        """Passages of text, and the rows that they have."""
        catalog = Catalog(self.path)
        found = {passage.text: row for row, passage in catalog.rows() if not passage.is_record}
        catalog.close()
        return found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def paper(name: str, text: str = "", *, doi: str | None = None, title: str = "Exosomes", **known: object) -> Paper:
    kind, _, value = name.partition(":")
    identifiers = {"pmid": value if kind == "pmid" else None, "doi": value if kind == "doi" else doi}
    sections = (Section("Abstract", text),) if text else ()
    return Paper(name, title, sections=sections, **identifiers, **known)


def reference(name: str, citing: Paper, **known: object) -> Paper:
    return paper(name, kind="reference", cited_by=(citing.id,), **known)


def abstract(found: Paper | None) -> str:
    assert found is not None
    return found.sections[0].text


FULL = [paper("pmid:1", "the fuller text", doi="10.1/x", year=2020)]
SHORT = [paper("doi:10.1/x", "short", journal="Nature")]
CITING = [paper("doi:10.1/a", "A cites it."), reference("pmid:1", paper("doi:10.1/a"))]
CITING_TOO = [paper("doi:10.1/b", "B cites it."), reference("doi:10.1/x", paper("doi:10.1/b"))]


@pytest.mark.parametrize("order", list(permutations([FULL, SHORT, CITING, CITING_TOO])))
@pytest.mark.parametrize("at_once", [True, False])
def test_all_records_of_a_paper_become_one_in_any_order(shelf, order, at_once):
    if at_once:
        shelf.run(*(record for records in order for record in records))
    else:
        for records in order:
            shelf.run(*[replace(record, origin=str(records is SHORT)) for record in records])
    papers = shelf.papers
    assert len(papers) == 3
    (one,) = (found for found in papers.values() if found.pmid == "1")
    assert (one.kind, abstract(one), one.year, one.journal) == ("article", "the fuller text", 2020, "Nature")
    assert one.cited_by == ("doi:10.1/a", "doi:10.1/b")
    if at_once:
        assert one.id == "pmid:1"


PAGED = Section("Results", "First. Second.", pages=((0, 3), (7, 4)))


def test_the_pages_of_a_text_are_kept_through_updates_and_where_another_text_is_taken(shelf):
    shelf.run(replace(paper("pmid:1", origin="pdf"), sections=(PAGED,)))
    assert shelf.papers["pmid:1"].sections[0] == PAGED
    shelf.run(paper("pmid:2", "Another."))
    assert shelf.papers["pmid:1"].sections[0] == PAGED
    moved = replace(PAGED, pages=((0, 3), (8, 4)))
    assert shelf.run(replace(paper("pmid:1", origin="pdf"), sections=(moved,))).catalogue
    assert shelf.papers["pmid:1"].sections[0] == moved
    shelf.run(replace(paper("pmid:1", origin="jats"), sections=(Section("Results", "So."),)))
    assert shelf.papers["pmid:1"].sections[0].pages == ()
    changes = shelf.run(replace(paper("pmid:1", origin="jats"), title="Exosomes"), file="jats")
    assert (shelf.papers["pmid:1"].sections[0], changes.dead.tolist() != []) == (moved, True)


def test_a_text_read_off_pages_yields_to_one_that_states_its_parts_and_its_title(shelf):
    short = Section("Results", "Short.")
    shelf.run(
        replace(paper("pmid:1", title="RESEARCH Exosomes", origin="pdf"), sections=(PAGED,)),
        replace(paper("pmid:1", title="Exosomes", origin="jats"), sections=(short,)),
        replace(paper("pmid:2", title="RESEARCH Vesicles", origin="pdf"), sections=(PAGED,)),
        paper("pmid:2", "An abstract.", title="Vesicles", origin="medline"),
    )
    one, other = shelf.papers["pmid:1"], shelf.papers["pmid:2"]
    assert (one.title, one.sections[0]) == ("Exosomes", short)
    assert (other.title, other.sections[0]) == ("Vesicles", PAGED)


def test_an_id_once_given_stays_and_what_is_learnt_later_finds_it(shelf):
    shelf.run(paper("doi:10.1/x", "text"))
    shelf.run(paper("pmid:1", "a longer text", doi="10.1/x", origin="other"))
    assert list(shelf.papers) == ["doi:10.1/x"]
    catalog = Catalog(shelf.path)
    assert catalog.paper("pmid:1").id == catalog.paper("doi:10.1/x").id == "doi:10.1/x"
    catalog.close()


@pytest.mark.parametrize("longer", ["pmid:1", "doi:10.1/x"])
def test_two_papers_that_turn_out_to_be_one_are_joined_and_no_text_is_lost(shelf, longer):
    ids = ("pmid:1", "doi:10.1/x")
    texts = {name: "A longer text than that." if name == longer else "A text." for name in ids}
    shelf.run(*(paper(name, texts[name], origin=name) for name in ids))
    assert len(shelf.papers) == 2
    changes = shelf.run(paper("pmid:1", doi="10.1/x", origin="both"))
    assert (changes.updated, changes.removed) == (1, 1)
    assert {name: abstract(found) for name, found in shelf.papers.items()} == {"pmid:1": "A longer text than that."}
    shelf.run(paper(longer, "Short.", origin=longer))
    assert abstract(shelf.papers["pmid:1"]) == "A text."


@pytest.mark.parametrize("name", ["pmid:1", "1", "PMID: 1", "doi:10.1000/X", "https://doi.org/10.1000/x", "PMC7"])
def test_a_paper_is_removed_by_any_of_its_identifiers(shelf, name):
    shelf.run(paper("pmid:1", "text", doi="10.1000/x", pmcid="PMC7"), paper("pmid:7", "another"))
    shelf.run(remove=name)
    assert set(shelf.papers) == {"pmid:7"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (paper("pmid:1", "one", doi="10.1/x"), paper("pmid:2", "other", doi="10.1/x")),
        (paper("doi:10.1/x", "one"), paper("doi:10.1/y", "other")),
        (paper("pmid:1", "one"), paper("doi:10.1/x", "other")),
        (
            paper("pmid:1", "one", title="The same title of two different papers"),
            paper("pmid:2", "other", title="The same title of two different papers"),
        ),
    ],
)
def test_papers_with_different_identifiers_are_never_one(shelf, one, other):
    shelf.run(one, other)
    assert len(shelf.papers) == 2
    shelf.run(other, one)
    assert len(shelf.papers) == 2


TITLE = "Vesicles of macrophages in tumours of the pancreas"


@pytest.mark.parametrize(
    ("known", "same"),
    [
        ({"year": 2020}, True),
        ({"year": 2021}, True),
        ({"year": 2012}, False),
        ({"authors": ("Dai",)}, True),
        ({"authors": ("Qin Dai",), "year": 2020}, True),
        ({"authors": ("Rosenblum, D.",), "year": 2020}, False),
        ({}, False),
    ],
)
def test_a_record_without_identifiers_finds_its_paper_by_title_year_and_first_author(shelf, known, same):
    real = paper("pmid:1", "text", title=TITLE, year=2020, authors=("Dai, Q.", "Wilhelm, S."))
    bare = Paper("sha:00", TITLE.upper(), **known)
    shelf.run(real)
    shelf.run(bare)
    assert len(shelf.papers) == 1 + (not same)


def test_a_short_title_is_no_identity(shelf):
    shelf.run(*(Paper(f"sha:{n}", "Summary", year=2020, sections=(Section("Text", str(n)),)) for n in range(3)))
    assert len(shelf.papers) == 3


def test_a_changed_record_replaces_the_old_one_and_only_its_new_text_is_fresh(shelf):
    line = "Exosomes are small. " * 80
    first = Paper("pmid:1", "Exosomes", pmid="1", sections=(Section("Methods", line), Section("Results", "It works.")))
    shelf.run(first, paper("pmid:2", "Another one.", title="Other"))
    before = shelf.texts
    changed = replace(first, sections=(Section("Methods", line), Section("Results", "It fails.")))
    changes = shelf.run(changed, paper("pmid:2", "Another one.", title="Other"))
    assert (changes.added, changes.updated, changes.unchanged) == (0, 1, 1)
    assert (len(changes.fresh), list(changes.dead)) == (1, [before["It works."]])
    after = shelf.texts
    assert "It works." not in after
    assert {text: row for text, row in after.items() if text in before}.items() <= before.items()
    assert changes.fresh[0] == after["It fails."]
    assert changes.fresh[0] not in before.values()


def test_a_shorter_text_replaces_a_longer_one_of_the_same_format_but_not_of_another(shelf):
    shelf.run(paper("pmid:1", "A long abstract, with much in it.", origin="jsonl"))
    shelf.run(paper("pmid:1", "A short abstract.", origin="ris"))
    assert abstract(shelf.papers["pmid:1"]) == "A long abstract, with much in it."
    shelf.run(paper("pmid:1", "Corrected.", origin="jsonl"))
    assert abstract(shelf.papers["pmid:1"]) == "A short abstract."
    full = replace(paper("pmid:1", origin="jats"), sections=(Section("Results", "x"),))
    shelf.run(full)
    assert shelf.papers["pmid:1"].sections[0].heading == "Results"
    shelf.run(paper("pmid:1", "An abstract that is longer than that text.", origin="jsonl"))
    assert shelf.papers["pmid:1"].sections[0].heading == "Results"


def test_a_record_without_identifiers_keeps_its_first_id_when_it_is_edited(shelf):
    shelf.run(Paper("sha:1", TITLE, sections=(Section("Abstract", "Before."),)))
    changes = shelf.run(Paper("sha:2", TITLE, sections=(Section("Abstract", "After."),)))
    assert (changes.updated, changes.added) == (1, 0)
    assert {name: abstract(found) for name, found in shelf.papers.items()} == {"sha:1": "After."}


def test_texts_without_identifiers_are_told_by_their_file_and_title(shelf):
    def note(text):
        return Paper(f"sha:{text}", "Notes", sections=(Section("Main text", text),))

    shelf.run(note("March"), file="a.md")
    assert shelf.run(note("April"), file="b.md").added == 1
    changes = shelf.run(note("May"), file="b.md")
    assert (changes.updated, changes.added) == (1, 0)
    assert {abstract(found) for found in shelf.papers.values()} == {"March", "May"}
    shelf.run(note("One"), note("Two"), file="c.md")
    changes = shelf.run(note("Uno"), note("Two"), file="c.md")
    assert (changes.updated, changes.unchanged, changes.added) == (1, 1, 0)
    assert {abstract(found) for found in shelf.papers.values()} == {"March", "May", "Uno", "Two"}


def test_two_files_of_one_format_stand_beside_each_other_and_the_later_version_wins(shelf):
    long = paper("pmid:1", "A long abstract, with much in it.", doi="10.1/x", journal="Nature")
    shelf.run(long, file="a.jsonl")
    shelf.run(paper("pmid:1", "Corrected.", doi="10.1/x"), file="b.jsonl")
    assert (abstract(shelf.papers["pmid:1"]), shelf.papers["pmid:1"].journal) == ("Corrected.", "Nature")
    changes = shelf.run(long, file="a.jsonl")
    assert (changes.unchanged, changes.catalogue) == (1, False)
    shelf.run(paper("pmid:1", "Vague."), file="c.jsonl")
    assert abstract(shelf.papers["pmid:1"]) == "Corrected.", (
        "a record that names the paper less well is no later version"
    )


def test_an_edit_that_takes_text_away_takes_it_away(shelf):
    full = replace(
        paper("pmid:1", "About it."), sections=(Section("Abstract", "About it."), Section("Results", "Wrong."))
    )
    shelf.run(full)
    shelf.run(paper("pmid:1", "About it."))
    assert [section.text for section in shelf.papers["pmid:1"].sections[:-1]] == ["About it."]
    shelf.run(paper("pmid:1"))
    assert shelf.texts == {}


def test_references_stay_when_another_file_has_the_paper_without_them(shelf):
    citing = paper("pmid:1", "Citing.")
    shelf.run(citing, reference("pmid:2", citing), file="full.xml")
    shelf.run(paper("pmid:1", "Citing!"), file="abstract.xml")
    assert shelf.papers["pmid:2"].cited_by == ("pmid:1",)


def test_a_notice_outlives_the_reference_that_it_marked(shelf):
    citing = paper("pmid:1", "Citing.")
    notice = paper("pmid:9", title="Retraction: Exosomes", year=2022, links=(Link("retracts", "pmid:2"),))
    shelf.run(citing, reference("pmid:2", citing, title="A title"), notice)
    assert shelf.papers["pmid:2"].title == "A title"
    shelf.run(remove="pmid:2")
    shelf.run(paper("pmid:2", "text"))
    assert shelf.papers["pmid:2"].retraction


def test_a_paper_is_not_removed_by_an_identifier_that_it_no_longer_has(shelf):
    shelf.run(paper("pmid:1", "text", doi="10.1000/x"))
    shelf.run(paper("pmid:1", "text", doi="10.1000/y"))
    shelf.run(paper("pmid:2", "another", doi="10.1000/x", title="Vesicles"))
    shelf.run(remove="doi:10.1000/x")
    assert set(shelf.papers) == {"pmid:1"}


def test_works_of_one_short_title_are_not_one(shelf):
    editorials = [
        Paper("sha:e", "Editorial", ("Smith, J",), year=2001),
        Paper("sha:e", "Editorial", ("Jones, J",), year=2015),
    ]
    shelf.run(*editorials)
    assert len(shelf.papers) == 2


def test_two_published_papers_of_other_titles_are_not_joined_by_one_wrong_record(shelf):
    shelf.run(paper("pmid:1", "one", title="First thing"), paper("doi:10.1/x", "other", title="Second"))
    shelf.run(paper("pmid:1", doi="10.1/x", title="First thing"), file="wrong.ris")
    assert {found.title for found in shelf.papers.values()} == {"First thing", "Second"}


def test_a_reference_list_follows_its_paper(shelf):
    citing = paper("pmid:1", "Citing.")
    cited = [reference(f"pmid:{n}", citing, title=f"Cited {n}") for n in (2, 3)]
    shelf.run(citing, *cited)
    assert set(shelf.papers) == {"pmid:1", "pmid:2", "pmid:3"}
    shelf.run(citing, cited[0])
    assert set(shelf.papers) == {"pmid:1", "pmid:2"}
    shelf.run(paper("pmid:2", "It is here.", title="Cited 2"))
    assert (shelf.papers["pmid:2"].kind, shelf.papers["pmid:2"].cited_by) == ("article", ("pmid:1",))
    shelf.run(remove="pmid:2")
    assert (shelf.papers["pmid:2"].kind, shelf.papers["pmid:2"].cited_by) == ("reference", ("pmid:1",))
    changes = shelf.run(remove="pmid:1")
    assert (changes.removed, shelf.papers) == (1, {})


def test_a_notice_marks_its_paper_whichever_comes_first_and_waits_for_it(shelf):
    notice = paper("pmid:9", title="Retraction: Exosomes", year=2022, links=(Link("retracts", "pmid:1"),))
    stands = Notice("retracted", "2022", "notice pmid:9")
    shelf.run(notice)
    assert set(shelf.papers) == {"pmid:9"}
    changes = shelf.run(paper("pmid:1", "text"))
    assert changes.added == 1
    assert shelf.papers["pmid:1"].retraction == stands
    shelf.run(remove="pmid:9")
    assert shelf.papers["pmid:1"].retraction is None
    shelf.run(notice)
    assert shelf.papers["pmid:1"].retraction == stands


def test_a_reinstated_paper_is_not_retracted():
    retracted, concern = Notice("retracted", "2020-03", "journal"), Notice("concern", "2024", "journal")
    assert paper("pmid:1", notices=(retracted, concern)).retraction == retracted
    assert paper("pmid:1", notices=(concern,)).retraction is None
    for date, stands in (("2021", False), ("2020", False), (None, False), ("2019-12", True)):
        notices = (retracted, Notice("reinstated", date, "journal"))
        assert bool(paper("pmid:1", notices=notices).retraction) == stands


@pytest.mark.parametrize("texts", [("short", "a longer text"), ("a longer text", "short")])
def test_no_notice_is_lost_in_a_merge(shelf, texts):
    notice = Notice("retracted", None, "publication type")
    shelf.run(paper("pmid:1", texts[0], notices=(notice,)), paper("pmid:1", texts[1]))
    assert (abstract(shelf.papers["pmid:1"]), shelf.papers["pmid:1"].notices) == ("a longer text", (notice,))


def test_a_record_with_another_title_is_named_and_left_out(shelf):
    retracted = Notice("retracted", None, "publication type")
    changes = shelf.run(paper("pmid:1", "text"), paper("pmid:1", title="Kettles", year=1950, notices=(retracted,)))
    assert (shelf.papers["pmid:1"].year, shelf.papers["pmid:1"].retraction) == (None, None)
    ((_, conflict),) = changes.conflicts
    assert "“Exosomes” is kept and “Kettles” left out" in conflict


IDENTIFIERS = [(str(n), f"10.1/{n}") for n in range(4)]
STATEMENTS = ["Exosomes calm macrophages.", "They carry miR-21.", "Mice lived longer. So did rats."]


@st.composite
def publications(draw):
    """A paper, or a part of what is known of one, and the papers that it lists."""
    pmid, doi = draw(st.sampled_from(IDENTIFIERS))
    shown = draw(st.sampled_from(["pmid", "doi", "both"]))
    text = " ".join(draw(st.lists(st.sampled_from(STATEMENTS), max_size=3)))
    name = f"doi:{doi}" if shown == "doi" else f"pmid:{pmid}"
    one = paper(name, text, doi=doi if shown == "both" else None, year=draw(st.sampled_from([None, 2020])))
    one = replace(one, origin=draw(st.sampled_from(["jats", "ris"])))
    listed = draw(st.lists(st.sampled_from(IDENTIFIERS), max_size=2, unique=True))
    return [one, *(reference(f"doi:{ref}", one, origin=one.origin) for _, ref in listed if ref != doi)]


@settings(max_examples=60, deadline=None)
@given(st.lists(publications(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_papers_and_a_second_time_changes_nothing(tmp_path_factory, records, random):
    first, second = (Shelf(tmp_path_factory.mktemp("shelf")) for _ in range(2))
    # Both identifiers of each, so that which records are of one paper does not depend on who tells of it first.
    both = [paper(f"pmid:{pmid}", doi=doi, origin="known") for pmid, doi in IDENTIFIERS]
    first.run(*both, *(record for some in records for record in some))
    random.shuffle(records)
    second.run(*both, *(record for some in records for record in some))
    assert first.papers == second.papers
    again = first.run(*both, *(record for some in records for record in some))
    assert (again.added, again.updated, again.removed, again.catalogue) == (0, 0, 0, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(publications(), min_size=1, max_size=6, unique_by=lambda some: (some[0].id[-1], some[0].origin)))
def test_one_run_or_many_give_the_same_papers(tmp_path_factory, records):
    once, stepwise = (Shelf(tmp_path_factory.mktemp("shelf")) for _ in range(2))
    both = [paper(f"pmid:{pmid}", doi=doi, origin="known") for pmid, doi in IDENTIFIERS]
    once.run(*both, *(record for some in records for record in some))
    stepwise.run(*both)
    for some in records:
        stepwise.run(*some)
    assert once.papers == stepwise.papers


@st.composite
def histories(draw):
    """Versions of two files, in the order in which they are added; a file always tells of the same papers."""
    told = {file: draw(st.sets(st.integers(0, 4), min_size=1)) for file in ("jats", "ris")}
    runs = []
    for file in draw(st.lists(st.sampled_from(["jats", "ris"]), min_size=1, max_size=5)):
        records = []
        for number in sorted(told[file]):
            texts = draw(st.lists(st.sampled_from(STATEMENTS), max_size=2))
            sections = tuple(
                Section(heading, text) for heading, text in zip(("Abstract", "Results"), texts, strict=False)
            )
            title = f"Exosomes of macrophages in study number {number} of five"
            if number < 3:
                one = paper(f"pmid:{number}", doi=f"10.1/{number}", title=title)
            else:
                one = Paper(f"sha:{number}{len(texts)}{''.join(texts)}", title, year=2000 + 5 * number)
            one = replace(one, sections=sections, origin=file)
            listed = draw(st.sets(st.integers(0, 2), max_size=2)) - {number}
            references = [
                reference(f"pmid:{other}", one, origin=file, title=f"Cited {other}") for other in sorted(listed)
            ]
            records += [one, *references]
        runs.append((file, records))
    return runs


def content(papers: dict[str, Paper]) -> set[object]:
    """What is known, without ids, which depend on what was known first."""
    return {
        (
            (found.title, found.pmid, found.doi, found.year, found.kind),
            frozenset(papers[one].title for one in found.cited_by),
            tuple(section.text for section in found.sections[:-1]),
        )
        for found in papers.values()
    }


@settings(max_examples=150)
@given(histories())
def test_after_any_history_the_library_is_what_a_build_of_the_last_versions_makes(tmp_path_factory, history):
    updated, built = (Shelf(tmp_path_factory.mktemp("shelf")) for _ in range(2))
    for file, records in history:
        updated.run(*records, file=file)
    last = dict(history)
    library = Library(built.folder / "built.sqlite")
    for file, records in last.items():
        for record in records:
            library.take(record, file)
    library.settle(words, 256, lambda row, passage: None)
    library.close()
    built.path = built.folder / "built.sqlite"
    assert content(updated.papers) == content(built.papers)
    assert set(updated.texts) == set(built.texts)
    again = updated.run(*last[history[-1][0]], file=history[-1][0])
    assert (again.catalogue, len(again.fresh)) == (False, 0)
