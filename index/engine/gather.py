"""Ray Data at work: files go out to workers, and what comes back goes into a checkpoint."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.ahead import Progress
from index.embed import Identity
from index.engine.checkpoint import Came, Checkpoint, SentFile
from index.engine.known import code_digest
from index.engine.workers import ASTRAY, END, FAILED, embed, read
from index.errors import VesicleError
from index.models import cause_of

if TYPE_CHECKING:
    import pyarrow

_BLOCK = 128_000
"""Bytes of a block of records, about a hundred abstracts: what a worker embeds at a time, and another if it dies."""
_TASKS = 1000
"""Most tasks that files are shared out to; of fewer files, each is one."""
RETRIES = 5
"""How often a task is done again whose worker or machine died: a file that kills each must not do so for ever."""


def gather(files: Iterable[SentFile], checkpoint: Checkpoint, model: str, identity: Identity, tell: Progress) -> None:
    """Have workers read the files that a checkpoint lacks, and keep what comes back as it comes.

    tell: is told of the passages that were embedded for this.
    Raises VesicleError when workers cannot do it; what came until then is kept.
    """
    missing = {file.key: file for file in checkpoint.missing(files)}
    if not missing:
        return
    embedded = 0
    for table in _tables(list(missing.values()), model, identity):
        embedded += _keep(table, checkpoint, missing)
        tell("embedding on workers", embedded, 0)


def _tables(files: Sequence[SentFile], model: str, identity: Identity) -> Iterator["pyarrow.Table"]:
    """Rows of `index.engine.workers.embed`, in any order."""
    import ray.data

    context = ray.data.DataContext.get_current()
    context.target_max_block_size = _BLOCK
    tasks = min(len(files), _TASKS)
    readers = min(tasks, max(1, int(ray.cluster_resources().get("CPU", 1))))
    rows = ray.data.from_items([_row(file) for file in files], override_num_blocks=tasks)
    # A reader mostly waits until what it has read is embedded: it must not hold a core meanwhile.
    records = rows.map_batches(
        read,
        batch_size=1,
        batch_format="pyarrow",
        fn_kwargs={"code": code_digest()},
        num_cpus=0,
        compute=ray.data.TaskPoolStrategy(size=readers),
        max_retries=RETRIES,
    )
    known = records.map_batches(
        embed,
        batch_size=None,
        batch_format="pyarrow",
        fn_kwargs={"model": model, "fingerprint": identity.fingerprint},
        num_cpus=1,
        max_retries=RETRIES,
    )
    try:
        yield from known.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=1)
    except Exception as error:
        raise VesicleError(
            f"ray: the workers failed ({cause_of(error)}); run the same command again to go on from there"
        ) from error


def _row(file: SentFile) -> dict[str, Any]:
    path, there = os.fsencode(file.path), json.dumps(file.there)
    return {"path": path, "file": file.key, "size": file.size, "there": there}


def _keep(table: "pyarrow.Table", checkpoint: Checkpoint, files: dict[str, SentFile]) -> int:
    """Keep some rows; returns how many passages were embedded for them."""
    came, ended, embedded = list[Came](), list[tuple[str, int]](), 0
    for row in table.to_pylist():
        if row["place"] == END:
            ended.append((row["file"], int(row["record"])))
        elif row["place"] == FAILED:
            raise VesicleError(row["record"])
        elif row["place"] == ASTRAY:
            _check_it_changed(files[row["file"]], row["record"])
        else:
            known = list(zip(row["keys"], row["values"], strict=True))
            came.append(Came(row["file"], row["place"], row["record"], known))
            embedded += row["embedded"]
    checkpoint.keep(came, ended)
    return embedded


def _check_it_changed(file: SentFile, worker: str) -> None:
    """A file that has changed or gone is read here later; one that a worker does not see is a mistake."""
    try:
        is_same = SentFile.at(file.path).key == file.key
    except OSError:
        is_same = False
    if is_same:
        raise VesicleError(
            f"{file.path}: is not the same on the worker {worker}; have the sources at the same paths on every machine"
        )
