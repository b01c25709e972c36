"""The laboratory's work (检验): receiving, findings and their judgement, verifying, issuing, correcting, reporting."""
