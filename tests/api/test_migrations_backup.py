"""The copy that is made of a PostgreSQL database before its schema changes."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from api import migrations

URL = "postgresql+psycopg://shian:very-secret@192.0.2.9:5433/city?sslmode=require"


def test_the_password_of_the_database_stands_on_no_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called: dict[str, Any] = {}

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        called.update(more, command=command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(migrations.shutil, "which", lambda _: "/usr/bin/pg_dump")
    monkeypatch.setattr(migrations.subprocess, "run", run)
    migrations.back_up(create_engine(URL), URL, datetime(2026, 1, 1, tzinfo=UTC))
    assert called["command"][-1] == "postgresql://shian@192.0.2.9:5433/city?sslmode=require"
    assert "very-secret" not in " ".join(called["command"])
    assert called["env"]["PGPASSWORD"] == "very-secret"
