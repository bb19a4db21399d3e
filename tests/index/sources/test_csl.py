"""CSL-JSON as Zotero, EndNote and Mendeley write it: items one at a time, and damage."""

import json
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Notice, Paper, Section
from index.sources.csl import is_csl, read
from index.sources.stream import Limits, Stream
from index.text import one_line
from tests.index.sources.checks import papers_and_errors_only

ZOTERO = {
    "id": "http://zotero.org/users/1/items/AAAA",
    "type": "article-journal",
    "abstract": "BACKGROUND: Little is known. RESULTS: <i>p</i><0.05 &amp; more.",
    "container-title": "Journal of Foo",
    "container-title-short": "J Foo",
    "DOI": "10.1000/FOO.101",
    "ISSN": "0000-0001",
    "issue": "3",
    "language": "eng",
    "note": "PMID: 90000001\nPMCID: PMC9000001",
    "page": "101–110",
    "title": "Vesicles of <i>foamy</i> macrophages",
    "URL": "https://example.org/foo/101",
    "volume": 12,
    "author": [
        {"family": "Abel", "given": "Dora X."},
        {"family": "Baz", "given": "Anna", "non-dropping-particle": "de la", "suffix": "Jr."},
        {"literal": "Vesicle Consortium"},
    ],
    "editor": [{"family": "Editor", "given": "Eve"}],
    "issued": {"date-parts": [["2021", 5, 3]]},
    "keyword": "exosome, macrophage",
    "custom": {"x": []},
    "status": "x",
}


def found(data: object, limits: Limits | None = None) -> list[Paper | SourceError]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "papers.json")
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data, indent=2).encode())
        try:
            with Stream(path, limits) as stream:
                return list(read(stream))
        except SourceError as error:
            return [error]


def test_zotero():
    (paper,) = found([ZOTERO])
    assert (paper.id, paper.title) == ("pmid:90000001", "Vesicles of foamy macrophages")
    assert paper.authors == ("Abel, Dora X.", "de la Baz, Anna, Jr.", "Vesicle Consortium")
    assert (paper.journal, paper.year, paper.doi) == ("Journal of Foo", 2021, "10.1000/foo.101")
    assert (paper.pmcid, paper.url) == ("PMC9000001", "https://example.org/foo/101")
    assert paper.publication_types == ("journal article",)
    assert paper.sections == (
        Section("Abstract: Background", "Little is known."),
        Section("Abstract: Results", "p<0.05 & more."),
    )
    assert dict(paper.details) == {
        "Volume": "12",
        "Issue": "3",
        "Pages": "101-110",
        "Keywords": "exosome; macrophage",
    }


@pytest.mark.parametrize(
    ("item", "types"),
    [
        ({"type": "review"}, ("review",)),
        ({"type": "article", "genre": "preprint"}, ("preprint",)),
        ({"type": "article", "publisher": "bioRxiv"}, ("preprint",)),
        ({"type": "article"}, ()),
        ({"type": "chapter", "container-title": ["Handbook of Foo"]}, ("book chapter",)),
        ({"type": 7}, ()),
    ],
)
def test_types(item, types):
    (paper,) = found([{"title": "T", "issued": {"raw": "2020-05"}} | item])
    assert (paper.publication_types, paper.year) == (types, 2020)


def test_a_retraction_in_the_title():
    (paper,) = found([{"type": "article-journal", "title": "RETRACTED: Vesicles"}])
    assert paper.notices == (Notice("retracted", None, "title"),)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda item: [item, item],
        lambda item: {"items": [item, item]},
        lambda item: {"version": {"a": [1]}, "items": [item, item], "more": None},
        lambda item: json.dumps([item, item]).encode("utf-16"),
        lambda item: b"\xef\xbb\xbf \n" + json.dumps([item, item], ensure_ascii=False).encode() + b"\n\n",
    ],
)
def test_a_list_may_stand_alone_or_in_an_object_and_in_any_unicode(wrap):
    assert [paper.pmid for paper in found(wrap(ZOTERO))] == ["90000001", "90000001"]


def test_a_list_of_our_own_records_and_a_single_object_are_read():
    ours = {"title": "Ours", "authors": ["Abel, D"], "text": "At length.", "pmid": 90000002}
    assert not is_csl(ours)
    assert [(paper.title, paper.pmid) for paper in found([ours])] == [("Ours", "90000002")]
    assert [paper.title for paper in found(ours) + found(ZOTERO)] == ["Ours", "Vesicles of foamy macrophages"]
    assert found([]) == []


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b'{"id": "key", "issued": {}}', "item key has neither a title nor an abstract"),
        (b'{"title": "caf\xe9"}', "not UTF-8"),
        (b'{"title": "T", "authors": 7}', '"authors" is not a list'),
        (b"null", "not a JSON object"),
        (b'"text"', "not a JSON object"),
    ],
)
def test_a_bad_item_is_named_and_the_others_are_read(bad, cause):
    first, error, last = found(b'[{"title": "A"},\n' + bad + b',\n{"title": "B"}]')
    assert (first.title, last.title) == ("A", "B")
    assert f"papers.json:2: {cause}" in str(error)
    assert "; " in str(error)


@pytest.mark.parametrize(
    "rest",
    [
        b'{"title": "B',
        b'{"title": "B"}',
        b'{"title": "B"} {"title": "C"}]',
        b"]] more",
        b'{"title": B}]',
        b"9" * 5000,
        b"",
    ],
)
def test_what_stands_before_damage_is_read_and_the_damage_is_one_error(rest):
    first, *others = found(b'[{"title": "A"},\n' + rest)
    assert first.title == "A"
    assert [str(error).split(": ", 1)[1] for error in others if isinstance(error, SourceError)] == [
        "damaged or cut off JSON; repair the file or export it again"
    ]


def test_an_item_over_the_limit_is_refused():
    first, error = found(
        [{"title": "A"}, {"title": "B" * 3000}, {"title": "C"}], Limits(record=2000, file=10**6, seconds=60)
    )
    assert first.title == "A"
    assert "papers.json:5: an item of more than 0.002 MB" in str(error)


@pytest.mark.parametrize(
    "hostile", [b"[" * 10**6, b'{"a":' * 10**5, b'[{"title":"' + b"x" * 10**6, b"[" + b"1" * 10**6]
)
def test_a_hostile_file_is_one_error_soon(hostile):
    (error,) = found(hostile)
    assert isinstance(error, SourceError)


def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = []
    for count in (500, 5000):
        path = tmp_path / "papers.json"
        path.write_text(json.dumps([ZOTERO] * count))
        tracemalloc.start()
        with Stream(path) as stream:
            assert sum(1 for _ in read(stream)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(ZOTERO)), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from([*sorted(ZOTERO), "PMID", "authors", "items"]), VALUES), max_size=4))
def test_fields_of_any_type_give_papers_and_errors_only(items):
    papers_and_errors_only(found(items))


@given(st.binary(max_size=300))
def test_any_bytes_give_papers_and_errors_only(data):
    papers_and_errors_only(found(data))
    papers_and_errors_only(found(b'[{"title": "' + data + b'"}]'))


WHOLE = json.dumps({"items": [ZOTERO, {"title": "Ours"}]}, ensure_ascii=False).encode()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_file_cut_or_damaged_anywhere_gives_papers_and_errors_only(cut, at, byte):
    data = bytearray(WHOLE)
    papers_and_errors_only(found(bytes(data[:cut])))
    data[at] = byte
    papers_and_errors_only(found(bytes(data)))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(one_line)
NAME = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12).filter(one_line)


@given(WORDS, st.lists(st.tuples(NAME, NAME), max_size=4), st.integers(1700, 2099), st.integers(1, 10**8))
def test_what_is_written_is_read_back(title, authors, year, number):
    item = {
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": given_name} for family, given_name in authors],
        "issued": {"date-parts": [[year]]},
        "DOI": f"10.1000/x{number}",
    }
    first, second = found([item, item])
    assert first == second
    assert (first.title, first.year, first.doi) == (one_line(title), year, f"10.1000/x{number}")
    names = [f"{family}, {given_name}" for family, given_name in authors]
    assert first.authors == tuple(dict.fromkeys(map(one_line, names)))
