"""`python -m saring` and the command `saring`."""

import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from saring.cli.commands import run_process
    except KeyboardInterrupt:
        os._exit(130)

    run_process(sys.argv[1:])


if __name__ == "__main__":
    main()
