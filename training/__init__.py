"""A reranker of our own: how it is trained, and what it is worth. See README.md beside this file."""
