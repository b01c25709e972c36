"""The work on follow-ups: opened by reports with 问题项, recorded, closed by another person."""
