"""Reading and writing the files that `saring clean` works on."""
