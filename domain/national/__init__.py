"""The national sampling system's export: its headers and words, and what they mean in the exchange format.

Pure functions and data. Reading files, looking up registers and writing records is the work of `sampling.national`.
"""
