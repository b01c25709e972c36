"""Checking the seal beside a package: it names this package's bytes, and its root is in the database's chain."""

import json
from pathlib import Path
from typing import Any

from api.anchoring import seal_of
from domain.audit.anchors import anchor_of


def check_seal(package: Path, sha256: str | None, *, database: bool) -> dict[str, Any]:
    """What the seal says and whether it is true; `chained` is None where the database is not asked."""

    try:
        line = seal_of(package).read_text("utf-8", "replace")
    except OSError:
        line = ""
    anchor = anchor_of(line, seal_of(package).name)
    if anchor is None:
        return {"ok": False, "message": "封签无法读取"}
    named = json.loads(line).get("sha256") == sha256
    chained = None
    if database:
        from api.database import open_database
        from sampling.audit import holds_root
        from sampling.store.engine import reading

        with reading(open_database()) as view:
            chained = holds_root(view, anchor.root)
    ok = named and chained is not False
    message = "相符" if ok else "封签所记的不是这个文件" if not named else "封签所记的根不在数据库的审计链中"
    return {
        "ok": ok,
        "message": message,
        "sequence": anchor.root.sequence,
        "hash": anchor.root.hash,
        "at": anchor.at,
        "chained": chained,
    }
