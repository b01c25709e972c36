"""Who may do what: actors with their roles, and the policy that decides. No accounts are stored here."""
