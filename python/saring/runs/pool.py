"""Work on batches in threads, with ordered results and a memory limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class OrderedPool(Generic[Given, Made]):
    """Runs a function on items in threads.

    Parameters
    ----------
    work
        The function.
    size_of
        Returns the bytes that an item needs.
    num_threads
        Number of items that are worked on at the same time, at least 1.
    budget
        Most bytes of items in memory at the same time; a single item may be larger.
    """

    def __init__(
        self,
        work: Callable[[Given], Made],
        size_of: Callable[[Given], int],
        num_threads: int,
        budget: int,
    ) -> None:
        self._work = work
        self._size_of = size_of
        self._num_threads = num_threads
        self._budget = budget

    def results(self, items: Iterable[Given]) -> Iterator[tuple[Given, Made]]:
        """Yield each item with its result, in the order of the items."""
        waiting: deque[tuple[Given, Future[Made]]] = deque()
        held = 0
        pool = ThreadPoolExecutor(self._num_threads, thread_name_prefix="saring-batch")
        try:
            for item in items:
                size = self._size_of(item)
                while waiting and (len(waiting) > self._num_threads or held + size > self._budget):
                    held -= self._size_of(waiting[0][0])
                    yield _result(waiting.popleft())
                waiting.append((item, pool.submit(self._work, item)))
                held += size
            while waiting:
                yield _result(waiting.popleft())
        finally:
            # After a failure, nothing waits for unfinished batches.
            pool.shutdown(wait=not waiting, cancel_futures=True)


def _result(item: tuple[Given, Future[Made]]) -> tuple[Given, Made]:
    # No variable of the generator: it would keep a result in memory during later work.
    return item[0], item[1].result()
