"""One module a suite, each with `contenders()` and `workloads(data, limit)`.

Where a suite has more to say, `tables(data, limit)` returns it.
"""
