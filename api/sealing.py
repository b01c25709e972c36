"""Checking the seal beside a package: it names this package's bytes, and its root is in the database's chain."""

import hashlib
import json
from pathlib import Path
from typing import Any

from api.anchoring import seal_of
from api.seals import signed_report_of
from domain.audit.anchors import anchor_of


def check_seal(
    package: Path, sha256: str | None, *, database: bool, trust: Path | None = None
) -> dict[str, Any]:
    """What the seal says and whether it is true; `chained` is None where the database is not asked."""
    try:
        line = seal_of(package).read_text("utf-8", "replace")
    except OSError:
        line = ""
    anchor = anchor_of(line, seal_of(package).name)
    if anchor is None:
        return {"ok": False, "message": "封签无法读取"}
    told = json.loads(line)
    named = told.get("sha256") == sha256
    chained = None
    if database:
        from api.database import open_database
        from sampling.audit import holds_root
        from sampling.store.engine import reading

        with reading(open_database()) as view:
            chained = holds_root(view, anchor.root)
    ok = named and chained is not False
    message = "相符" if ok else "封签所记的不是这个文件" if not named else "封签所记的根不在数据库的审计链中"
    result = {
        "ok": ok,
        "message": message,
        "sequence": anchor.root.sequence,
        "hash": anchor.root.hash,
        "at": anchor.at,
        "chained": chained,
        "snapshot": told.get("snapshot"),
    }
    if named and "signed_sha256" in told:
        signature = _signature(package, str(told["signed_sha256"]), trust)
        result |= {"ok": ok and signature["ok"] is not False, "signature": signature}
    return result


def _signature(package: Path, sha256: str, trust: Path | None) -> dict[str, Any]:
    """The signed report beside the package; `ok` None where it is not there to be checked."""
    from api.signing import check_signature
    from reports.package import REPORT
    from reports.verify import read_member

    try:
        signed = signed_report_of(package).read_bytes()
    except OSError:
        return {"ok": None, "message": "已签名的自评报告不在材料包旁边，未核验"}
    if hashlib.sha256(signed).hexdigest() != sha256:
        return {"ok": False, "message": "已签名的自评报告不是封签所记的文件"}
    found = check_signature(signed, read_member(package, REPORT), trust)
    return {"ok": found.ok, "message": found.message, "signer": found.signer, "trusted": found.trusted}
