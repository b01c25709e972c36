"""Whether stored records are what the audit entries say of them: the chain proves the entries, this the records."""
