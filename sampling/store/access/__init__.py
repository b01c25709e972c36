"""SQL of accounts, of what they sign in with, and of their sign-ins."""
