"""From what a cell says to the value it means: the reader of every import, and the measure of what the work may write."""
