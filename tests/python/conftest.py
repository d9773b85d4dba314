"""Settings of every test: Ctrl-C works, and a slow machine makes no property test fail."""

import signal

from hypothesis import settings

# A deadline measures the machine, not the code: with others at work, any example may exceed it.
settings.register_profile("saring", deadline=None)
settings.load_profile("saring")


def pytest_configure() -> None:
    """Undo what shells do to programs that they start in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
