"""Supervision (监督检查): inspections with their checklists, self-reports, and problems until they are put right."""
