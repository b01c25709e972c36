"""Synthetic years (合成数据): exchange folders that look like a real city's, for demonstration, tests and benchmarks."""
