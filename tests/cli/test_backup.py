"""`shian backup` and `shian restore` as a person gives them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shian


def test_a_backup_goes_and_comes_back(small: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("packages", "files", "evidence"):
        monkeypatch.setenv(f"SHIAN_{name.upper()}", str(tmp_path / name))
    word, file = tmp_path / "word", tmp_path / "shian.backup"
    word.write_text("合成口令\n", encoding="utf-8")
    outcome = small("backup", file, "--passphrase-file", word)
    assert (outcome.status, "已加密" in outcome.out) == (0, True)
    root = outcome.out.split("审计链的根：")[1].splitlines()[0]
    assert (
        small("backup", file).status,
        small("audit", "list", "--command", "backup").out.count("备份全部数据"),
    ) == (2, 1)
    assert small("restore", file, "--passphrase-file", word).status == 2
    monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert "backup-locked" in small("restore", file).err
    assert not (tmp_path / "new.db").exists()
    outcome = small("restore", file, "--passphrase-file", word)
    assert (outcome.status, root in outcome.out) == (0, True)
    assert small("audit", "verify").status == 0


def test_a_database_is_its_owners_alone_and_a_restored_one_says_that_its_keys_are_elsewhere(
    small: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("packages", "files", "evidence"):
        monkeypatch.setenv(f"SHIAN_{name.upper()}", str(tmp_path / name))
    small("backup", tmp_path / "shian.backup")
    monkeypatch.setenv("SHIAN_KEYS", str(tmp_path / "keys"))
    for number, command in enumerate((["migrate"], ["restore", tmp_path / "shian.backup"])):
        file = tmp_path / f"{number}.db"
        monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{file}")
        outcome = small(*command)
        assert outcome.status == 0
        assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert str(tmp_path / "keys") in outcome.err


def test_another_kind_of_database_is_refused_in_words(small: Shian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", "mysql://user:secret@host/name")
    refused = small("migrate")
    assert (refused.status, "SHIAN_DATABASE_URL" in refused.err, "secret" in refused.err) == (2, True, False)


@pytest.mark.parametrize("given", [["--recipient", "age1nonsense"], ["--passphrase-file", "没有"]])
def test_a_key_that_is_none_is_refused_and_nothing_is_written(
    small: Shian, tmp_path: Path, given: list[str]
) -> None:
    outcome = small("backup", tmp_path / "x.backup", *given)
    assert (outcome.status, "backup-key-unusable" in outcome.err) == (2, True)
    assert list(tmp_path.glob("*backup*")) == []
