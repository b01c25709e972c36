"""The detached seal of a package: its hash, the audit chain's root, the time, who signed; and the signed report."""

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from api import settings
from api.anchoring import write_seal
from reports.package import REPORT
from reports.verify import read_member
from sampling.audit import root_of
from sampling.store.engine import reading

SIGNED_SUFFIX = ".自评报告（签名）.pdf"


def seal_package(
    engine: Engine,
    package: Path,
    sha256: str,
    *,
    snapshot: str | None,
    at: datetime,
    connection: Connection | None = None,
    name: str | None = None,
) -> Path | None:
    """Write the seal beside a package, and its report signed where a certificate is set; returns the signed report.

    Drafts are never signed. `name` is the package's name to be where it still has a passing one. Raises
    `SigningUnusable`.
    """
    beside: dict[str, str] = {}
    signed = None
    certificate = settings.signing_certificate()
    final = package.with_name(name or package.name)
    if snapshot is not None:
        beside["snapshot"] = snapshot
        if certificate is not None:
            signed = signed_report_of(final)
            beside |= _sign(package, signed, certificate, snapshot)
    if signed is None:
        signed_report_of(final).unlink(missing_ok=True)  # of another package that lay here before
    if connection is None:
        with reading(engine) as view:
            root = root_of(view)
    else:
        root = root_of(connection)
    write_seal(final, sha256, root, at, **beside)
    return signed


def _sign(package: Path, signed: Path, certificate: Path, snapshot: str) -> dict[str, str]:
    # The library takes long to import; most packages are drafts.
    from api.signing import sign_report

    content = sign_report(
        read_member(package, REPORT), certificate, settings.signing_password(), f"快照 {snapshot} 自评报告"
    )
    unfinished = signed.with_name(f".{signed.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(signed)
    finally:
        unfinished.unlink(missing_ok=True)
    return {"signed_report": signed.name, "signed_sha256": hashlib.sha256(content).hexdigest()}


def signed_report_of(package: Path) -> Path:
    """Where the signed report of a package lies."""
    return package.with_name(package.name.removesuffix(".zip") + SIGNED_SUFFIX)
