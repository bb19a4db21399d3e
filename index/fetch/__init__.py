"""Fetching papers from public literature services into a folder that `index.add` reads as it is.

| module | what it does |
|---|---|
| `client` | asks a service, at its pace and with patience, for whole answers only |
| `folder` | keeps what came, and how far the fetch is, so that it can go on after a stop |
| `europepmc`, `europepmc_record` | Europe PMC: records as JSON Lines, full texts as JATS XML |
| `pubmed`, `pubmed_search` | PubMed: records as PubMed XML |
| `run`, `command` | one fetch, and its command line |

Nothing here is imported, and no network is used, unless papers are to be fetched.
"""
