"""Published sampling bulletins: what their cells mean.

Pure reading of one row at a time: parties, dates, verdicts, limits and results, and what makes two rows one entry.
Opening files is the work of `sampling.bulletins.reading`, storing and counting that of `sampling.bulletins`.
"""
