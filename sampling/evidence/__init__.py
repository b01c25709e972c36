"""The work on evidence: documents judged by their bytes, kept under their digest, registered, approved, replaced."""
