"""Files of the national sampling system: reading, translating and importing them; the tables an office fills for it."""
