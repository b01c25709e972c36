"""What every piece of work has in common: a record that only ever grows by steps which its state machine allows.

Machines are data (`domain/machines/*.toml`); what is special to a sheet, a report or a disposal task lives with that
concept. Nothing here knows a database or the time.
"""
