"""A llama.cpp server on loopback that ends with whoever started it; run as a script by `qa.llm.gguf`.

Its arguments: the file, tokens of context of one answer, answers at once, and cores. The first line of its input is
the key that it asks for; the end of its input is its own end, since that comes however the other process ended. It
prints one line: a JSON object with ``address`` when it is ready, or ``error``.
It imports nothing of Vesicle, which would take the memory a second time.
"""

import json
import os
import signal
import sys
from typing import Any


def main() -> None:
    """Serve until the input ends."""
    # Ctrl-C reaches every process of a terminal; whoever started this may still want to finish an answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What llama.cpp itself prints goes to the log.
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    path, (context, at_once, cores) = sys.argv[1], map(int, sys.argv[2:])
    key = sys.stdin.readline().strip()
    try:
        server = _serve(path, context, at_once, cores, key)
    except Exception as error:
        print(json.dumps({"error": str(error).strip().partition("\n")[0]}), file=said, flush=True)
        os._exit(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    print(json.dumps({"address": server.listening_address}), file=said, flush=True)
    sys.stdin.read()
    # Ending in order would wait for the answer that is being written.
    os._exit(0)


def _serve(path: str, context: int, at_once: int, cores: int, key: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx, params.n_parallel = context * at_once, at_once
    # With a thread for each core, and threads that wait by running, a core that is needed elsewhere, as for checking
    # what was written, holds up all of them: 2 to 5 tokens a second in place of 26, on 2 cores.
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = max(1, cores - 1), cores
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [key]
    params.ui = params.endpoint_slots = False
    params.offline = True
    # What a slot has read stays in it, so what every prompt begins with is read once; more is not kept.
    params.cache_prompt, params.cache_ram_mib = True, 0
    # A model that can think aloud or not is to answer at once.
    params.enable_reasoning = 0
    params.verbosity = 1
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
