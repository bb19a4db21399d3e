"""PDF: one file is one paper (`paper`), parsed in a process of its own (`process`, `worker`, `document`)."""

from index.sources.pdf.paper import read

__all__ = ["read"]
