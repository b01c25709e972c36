"""`shian synthesize` as a user calls it."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]


def _shian(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from api.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "synthesize", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_writes_a_folder_and_says_what_is_in_it(tmp_path: Path) -> None:
    out = tmp_path / "year"
    done = _shian("--year", "2024", "--scale", "0.01", "--seed", "5", str(out))
    assert done.returncode == 0, done.stderr
    assert "合成数据已写入" in done.stdout
    assert "抽样检验（samples）" in done.stderr
    assert len(list(out.glob("*.csv"))) == 12


def test_unusable_arguments_end_with_exit_status_two_and_a_chinese_reason(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("代码,名字\n", encoding="utf-8")
    for arguments, reason in (
        (("--scale", "许多", str(tmp_path / "year")), "不是数"),
        (("--scale", "0", str(tmp_path / "year")), "应大于 0"),
        (("--city", str(tmp_path), str(tmp_path / "year")), "缺少表头"),
        ((str(tmp_path),), "不为空"),
    ):
        done = _shian(*arguments)
        assert done.returncode == 2
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
