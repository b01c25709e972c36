"""The fair draw (双随机): who is inspected and by whom, drawn so that anybody can draw it again.

`reading` makes parameters of what an office wrote, `strata` and `assurance` refuse what cannot be met, `seal` commits
and derives the seed, `drawing` and `staffing` draw, `simulation` estimates, `record` exports and replays. Nothing
here reads files, asks the time or makes randomness: bytes, days and nonces come in as arguments.
"""
