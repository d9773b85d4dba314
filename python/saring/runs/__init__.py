"""One run of `saring clean`: reading, cleaning, deduplicating, writing, reporting."""
