"""What ships with Vesicle: the review that the project starts from, with the references it lists, and digests."""

from pathlib import Path

_HERE = Path(__file__).parent
STUDIES = _HERE / "studies.jsonl"
"""Vesicle's own summaries of studies."""
REVIEW = _HERE / "review.xml"
SHIPPED = (REVIEW, STUDIES)
"""The sources that an index is built from when none is named."""
