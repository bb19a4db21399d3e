"""Functions that run on the workers of a cluster, for whoever knows `concurrent.futures`."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from index.engine.gather import RETRIES

P = ParamSpec("P")
T = TypeVar("T")


class ClusterExecutor(Executor):
    """Runs functions as tasks of the cluster that this process is connected to.

    A function whose worker dies is run again, so that it must do no harm when it is run twice. `submit` waits while
    ``at_once`` of them are under way: what they are given stays in memory until then.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._free = threading.Semaphore(at_once)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function of a module that workers have. What it raises, the future raises."""
        import ray

        self._free.acquire()
        task = ray.remote(num_cpus=1, max_retries=RETRIES)(_call)
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        task.remote(fn, args, kwargs).future().add_done_callback(lambda done: self._settle(done, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what is under way, if asked to."""
        if wait:
            for _ in range(self._at_once):
                self._free.acquire()

    def _settle(self, done: "Future[Any]", future: "Future[Any]") -> None:
        self._free.release()
        error = done.exception()
        if error is None:
            future.set_result(done.result())
        else:
            # Ray's own has the whole traceback for a message.
            future.set_exception(getattr(error, "cause", None) or error)


def _call(function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    return function(*args, **kwargs)
