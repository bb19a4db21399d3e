"""One fetch, from a query to a report."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import VesicleError
from index.fetch import europepmc, pubmed, pubmed_search
from index.fetch.client import Client, Pace, Service
from index.fetch.folder import Request, opened
from index.fetch.tally import Tally
from index.settings import Settings, load_settings

KEY = "NCBI_API_KEY"


@dataclass(frozen=True, slots=True)
class Report:
    """What was fetched, in this run and those before it. requests: how many this run made; 0 when all was there."""

    request: Request
    out: Path
    tally: Tally
    requests: int


def fetch(
    request: Request,
    out: Path,
    *,
    email: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    pace: Pace | None = None,
) -> Report:
    """Fetch the papers that a service finds into a folder, which `index.add` reads as it is.

    What is there already of the same request is not asked for again. An API key of NCBI is taken from
    ``NCBI_API_KEY``. email: default that of the settings. progress: called as progress(step, done, total).
    Raises VesicleError: what came until then is kept.
    """
    settings = load_settings()
    tell = progress or (lambda step, done, total: None)
    if request.source == "pubmed":
        service, fields = _pubmed(settings, email or settings.email)
    else:
        service = Service(europepmc.NAME, settings.europepmc_url, "VESICLE_EUROPEPMC_URL", europepmc.INTERVAL)
    with opened(out, request) as folder, Client(service, pace or Pace()) as client:
        if request.source == "pubmed":
            tally = pubmed.fetch(client, folder, request, fields, tell)
        else:
            tally = europepmc.fetch(client, folder, request, tell)
        return Report(request, out, tally, client.asked)


def _pubmed(settings: Settings, email: str | None) -> tuple[Service, dict[str, str]]:
    """PubMed, and the fields that tell it who asks."""
    if not email:
        raise VesicleError(
            "PubMed wants to know whom to write to; give your address with --email, or set VESICLE_EMAIL"
        )
    key = os.environ.get(KEY, "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise VesicleError(f"{KEY}: holds characters that no key has; set it again, or unset it")
    interval = pubmed.INTERVAL_WITH_KEY if key else pubmed.INTERVAL
    service = Service(pubmed_search.NAME, settings.pubmed_url, "VESICLE_PUBMED_URL", interval, secret=key)
    return service, {"email": email, "api_key": key} if key else {"email": email}
