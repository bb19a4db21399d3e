"""A question becomes a cited answer: `retrieve` and `ask`."""

from index.records import Passage
from qa.pipeline import ask
from qa.records import Answer, Citation
from qa.retrieve import retrieve

__all__ = ["Answer", "Citation", "Passage", "ask", "retrieve"]
