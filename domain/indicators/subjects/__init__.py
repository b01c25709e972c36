"""One subject per sort of record that a measure counts: a frame per subject, built from the ground.

Every subject frame has `area` (to be rolled up) or `target` (already spread over the target areas, where a parent is
counted again over all of its records because sets overlap). `RECORD` expressions of each module say how one of its
rows reads as a record behind a value (`domain.indicators.schemas.RECORD_SCHEMA`).
"""
