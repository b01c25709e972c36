"""The laboratory's use cases: receiving, entering, verifying, issuing, correcting, reporting."""
