"""What holds for every test: Ctrl-C is heard, also where the caller made it be ignored."""

import signal


def pytest_configure() -> None:
    """Undo what shells do to programs that they start in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
