"""The command `saring`."""
