"""Ctrl-C and SIGTERM, delayed while something must not be interrupted."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_HELD = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def held_signals() -> Iterator[None]:
    """Delay SIGINT and SIGTERM until the end of the block, then deliver each once.

    The handlers are replaced, since blocking by ``pthread_sigmask`` applies to one thread only: the
    system gives the signal to another, and Python still runs the handler in the main thread.
    In other threads than the main one nothing is done: Python runs no handler there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []

    def record(number: int, _frame: FrameType | None) -> None:
        if number not in arrived:
            arrived.append(number)

    with contextlib.ExitStack() as stack:
        for number in _HELD:
            before = signal.getsignal(number)
            if before is None or before is signal.SIG_IGN:
                continue  # not set by Python, so it could not be restored; or ignored anyway
            stack.callback(signal.signal, number, before)
            signal.signal(number, record)
        yield
    for held in arrived:
        signal.raise_signal(held)
