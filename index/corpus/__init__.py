"""What ships with Vesicle: the review that the project starts from, with the references it lists."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "review.xml"
"""The source that an index is built from when none is named."""
