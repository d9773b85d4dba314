"""One module per suite, each with `contenders()` and `workloads(data, limit)`.

A suite with further measurements also has `tables(data, limit)`.
"""
