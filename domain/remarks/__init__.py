"""Reviewers' remarks (评审意见): raised on an indicator, a figure or a document, answered, and carried to their closure."""
