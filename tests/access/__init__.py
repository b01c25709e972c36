"""Who may do what: every role, every action, every relation to a record, against a second reading of the rules."""
