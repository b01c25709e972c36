"""Published sampling bulletins: what their cells mean.

Pure reading of one row at a time: parties, dates and verdicts, and what makes two rows one entry; limits
and results are read in `domain.findings`.
Opening files is the work of `sampling.bulletins.reading`, storing and counting that of `sampling.bulletins`.
"""
