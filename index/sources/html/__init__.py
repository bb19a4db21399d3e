"""Pages of articles: one page is one paper (`paper`)."""

from index.sources.html.paper import read

__all__ = ["read"]
