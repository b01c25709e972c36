"""Whether a finding meets its limit, proposed with the reason in words.

Pure rules: what was measured, what is allowed, in which units, by which method of GB/T 8170. Cells are read by
`domain.findings`; opening files, storing verdicts and the people who decide in the end are elsewhere.
"""
