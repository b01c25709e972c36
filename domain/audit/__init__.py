"""The audit chain: what an entry's hash covers, how a chain is checked, and its roots kept outside."""
