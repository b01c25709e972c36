"""Messages about clocks: written once per tier, handed to each sink at most once, read by people."""
