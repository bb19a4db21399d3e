"""What workers find out, as bytes under a key of all that it depends on, so that it is used for nothing else."""

import hashlib
import json
from functools import cache
from pathlib import Path

import numpy as np

from index.chunk import Groups
from index.complete import Study
from index.embed import Vectors
from index.records import Paper

Known = tuple[bytes, bytes]
"""A key, and what is known."""


def vector_key(text: str) -> bytes:
    """The key of the vector of a text, for one embedder."""
    return _key("vector", text)


def study_key(paper: Paper) -> bytes:
    """The key of what a paper that is not complete yet tells of its study."""
    texts = [section.text for section in paper.sections]
    return _key("study", paper.publication_types, paper.mesh, paper.title, texts)


def groups_key(paper: Paper) -> bytes:
    """The key of how the sections of a complete paper are cut into passages, for one embedder."""
    texts = [section.text for at, section in enumerate(paper.sections) if not paper.is_information(at)]
    return _key("groups", paper.title, texts)


def vector_bytes(vector: Vectors) -> bytes:
    """A vector, as it is kept.

    >>> vector_from(vector_bytes(np.array([0.6, 0.8], dtype=np.float32)))
    array([0.6, 0.8], dtype=float32)
    """
    return vector.astype("<f4").tobytes()


def vector_from(kept: bytes) -> Vectors:
    """The vector that `vector_bytes` was given."""
    return np.frombuffer(kept, dtype="<f4")


def study_bytes(study: Study) -> bytes:
    """A study, as it is kept."""
    return json.dumps([study.types, study.species, study.abbreviations]).encode()


def study_from(kept: bytes) -> Study:
    """The study that `study_bytes` was given."""
    types, species, abbreviations = json.loads(kept)
    return Study(tuple(types), tuple(species), tuple((short, long) for short, long in abbreviations))


def groups_bytes(groups: Groups) -> bytes:
    """How sections are cut, as it is kept."""
    return json.dumps(groups).encode()


def groups_from(kept: bytes) -> Groups:
    """What `groups_bytes` was given."""
    return [[[(start, end) for start, end in group] for group in section] for section in json.loads(kept)]


@cache
def code_digest() -> str:
    """Digest of the code of `index`: two machines, or two runs, with the same do the same."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _key(*parts: object) -> bytes:
    return hashlib.sha256(json.dumps(parts).encode()).digest()[:16]
