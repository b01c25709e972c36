"""Inspection plans (监督检查计划): who is to be inspected, how often and by when, and how far recorded inspections got."""
