"""Messages about clocks (期限提醒): which tier a clock is in, and what is said of it."""
