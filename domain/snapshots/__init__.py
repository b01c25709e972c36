"""Snapshots (冻结快照): the figures that the city stands for, fixed with the records behind them, and their sign-off."""
