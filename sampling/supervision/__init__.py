"""The work on inspections, self-reports and problems."""
