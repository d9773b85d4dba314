"""Benchmarks: saring compared with other tools."""
