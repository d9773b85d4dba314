"""`python -m saring` and the command `saring`."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from saring.cli.commands import run_process

    run_process(sys.argv[1:])


if __name__ == "__main__":
    main()
