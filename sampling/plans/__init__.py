"""The work on sampling plans: its steps, its editions, and how far it is carried out."""
