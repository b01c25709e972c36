"""Re-inspection (复检) and objection (异议): who may ask, on which grounds not, and how a verdict changes by a day."""
