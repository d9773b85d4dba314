"""One module a suite, each with `contenders()` and `workloads(data, limit)`."""
