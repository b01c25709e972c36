"""Files that belong to records: looked at by their content, kept under their digest, attached and detached."""
