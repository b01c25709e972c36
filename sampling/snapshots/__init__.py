"""The work on snapshots: prepared from one consistent view, signed by departments, approved, and read back whole."""
