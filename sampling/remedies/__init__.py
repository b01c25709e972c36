"""The work on remedies: recorded, noted, changed, reported, sent back, confirmed."""
