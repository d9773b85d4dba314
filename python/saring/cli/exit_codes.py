"""What the exit code of `saring` says."""

OK = 0
QUARANTINED = 1  # done, but some records could not be read
USAGE = 2  # the request is wrong; nothing was done
FAILED = 3  # the output could not be written, or a package is missing
INTERRUPTED = 130  # Ctrl-C
TERMINATED = 143  # SIGTERM
BROKEN_PIPE = 141  # the reader of our output went away
