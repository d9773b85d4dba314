"""Benchmarks: saring beside its peers."""
