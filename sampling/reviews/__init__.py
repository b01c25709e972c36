"""The work on re-inspections and objections."""
