"""Custody of samples (样品流转): who has the sealed sample and the spare sample, where, how warm, and how long."""
