"""What the exit code of `saring` says."""

OK = 0
QUARANTINED = 1  # done, but some records or files could not be read, or were quarantined
USAGE = 2  # wrong usage; nothing was done
FAILED = 3  # something could not be read or written, or a package is missing
INTERNAL = 4  # an error in saring itself
INTERRUPTED = 130  # Ctrl-C
TERMINATED = 143  # SIGTERM
BROKEN_PIPE = 141  # the reader of our output closed the pipe
