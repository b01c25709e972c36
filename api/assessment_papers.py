"""What stands beside the values of an assessment, gathered from the records of one view."""

from sqlalchemy import Connection

from api.evidence import evidence_papers
from reports.standing import Papers


def papers_of(connection: Connection, year: int, city: str) -> Papers:
    """Evidence, what is missing of it, findings, remedies and explanations of a city's year."""
    evidence, missing = evidence_papers(connection, year, city)
    return Papers(evidence=evidence, missing=missing)
