"""Commands on records that are worked on: one transaction, one audit entry, and the exchange rows kept in step."""
