"""Papers become a searchable index.

>>> from index import build, open_index
>>> report = build(index=tmp / "index")      # what ships with Vesicle
>>> open_index(tmp / "index").search("exosomes for regulating macrophage polarization", k=1)[0].paper.year
2023
"""

from index.filters import Filters
from index.pipeline import add, build, remove
from index.reader import Index, open_index, verify
from index.records import Paper, Passage

__all__ = ["Filters", "Index", "Paper", "Passage", "add", "build", "open_index", "remove", "verify"]
