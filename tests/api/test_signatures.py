"""Signed reports: PAdES signatures by the office's certificate, checked by us and by programs that are not ours."""

import hashlib
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.cli.package import verify
from api.packaging import make_package
from api.routes import evidence
from api.seals import seal_package, signed_report_of
from api.signing import SigningUnusable, TrustUnusable, check_signature, sign_report
from reports.package import REPORT
from reports.verify import read_member
from sampling.evidence.inspecting import facts_of
from tests.api.conftest import HERE, Client, Serve
from tests.api.promises import caller
from tests.api.stored import import_case
from tests.api.test_evidence import REVIEWER, registered
from tests.api.test_packages import finished
from tests.api.test_snapshots import approved
from tests.factories.served import Application

PASSWORD = b"synthetic"
AT = datetime(2024, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A synthetic certificate of its own: the PKCS#12 file with its key, and the certificate alone as PEM."""
    folder = tmp_path_factory.mktemp("certificate")
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "合成数据市食安办")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    store, pem = folder / "office.p12", folder / "office.pem"
    encryption = serialization.BestAvailableEncryption(PASSWORD)
    store.write_bytes(pkcs12.serialize_key_and_certificates(b"office", key, made, None, encryption))
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return store, pem


@pytest.fixture
def official(
    engine: Engine,
    serve: Serve,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """An official package with its seal and signed report."""
    import_case(engine, "small")
    client: Client = serve(engine)
    number = approved(client)
    secret = tmp_path / "password"
    secret.write_bytes(PASSWORD + b"\n")
    monkeypatch.setenv("SHIAN_SIGNING_CERTIFICATE", str(certificate[0]))
    monkeypatch.setenv("SHIAN_SIGNING_PASSWORD_FILE", str(secret))
    monkeypatch.setenv("SHIAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    file = tmp_path / "材料包.zip"
    sha256 = make_package(engine, snapshot=number, area="320412", output=file)
    assert seal_package(engine, file, sha256, snapshot=number, at=AT) == signed_report_of(file)
    return file


def told(file: Path, *options: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(verify, [str(file), *options])
    return result.exit_code, json.loads(result.stdout)


def test_signed_report_begins_with_the_bytes_that_were_sealed(official: Path) -> None:
    assert signed_report_of(official).read_bytes().startswith(read_member(official, REPORT))


def test_verify_checks_package_seal_signature_and_snapshot(
    official: Path, certificate: tuple[Path, Path]
) -> None:
    status, result = told(official, "--database", "--trust", str(certificate[1]))
    assert status == 0, result
    assert result["seal"]["signature"]["trusted"] is True  # type: ignore[index]
    assert "合成数据市食安办" in result["seal"]["signature"]["signer"]  # type: ignore[index]
    assert result["database"]["snapshot"]["ok"] is True  # type: ignore[index]


def test_without_a_trusted_certificate_the_signer_is_said_to_be_unknown(official: Path) -> None:
    status, result = told(official)
    assert status == 0
    assert result["seal"]["signature"]["trusted"] is None  # type: ignore[index]
    assert "未核实" in result["seal"]["signature"]["message"]  # type: ignore[index]


@pytest.mark.parametrize("at", [100, -3_000, -200])
def test_any_changed_byte_of_a_signed_report_is_found(
    official: Path, certificate: tuple[Path, Path], at: int
) -> None:
    signed = signed_report_of(official)
    content = bytearray(signed.read_bytes())
    content[at] ^= 1
    signed.write_bytes(content)
    status, result = told(official, "--trust", str(certificate[1]))
    assert status == 1
    assert result["seal"]["signature"]["ok"] is False  # type: ignore[index]


def test_signature_over_another_report_is_none_of_this_one(
    official: Path, certificate: tuple[Path, Path]
) -> None:
    report = read_member(official, REPORT)
    signed = sign_report(report, certificate[0], PASSWORD, "合成数据")
    assert check_signature(signed, report, certificate[1]).ok
    assert not check_signature(signed, report + b" ", certificate[1]).ok
    assert not check_signature(report, report, certificate[1]).ok
    assert not check_signature(signed + b"\n% more", report, certificate[1]).ok


def test_wrong_password_is_refused_with_what_to_do(official: Path, certificate: tuple[Path, Path]) -> None:
    with pytest.raises(SigningUnusable, match="SHIAN_SIGNING_PASSWORD_FILE"):
        sign_report(read_member(official, REPORT), certificate[0], b"wrong", "合成数据")


def test_drafts_are_never_signed(engine: Engine, official: Path) -> None:
    draft = official.with_name("draft.zip")
    draft.write_bytes(official.read_bytes())
    signed_report_of(draft).write_bytes(b"of the package that lay here before")
    assert seal_package(engine, draft, "0" * 64, snapshot=None, at=AT) is None
    assert not signed_report_of(draft).exists()


def test_a_certificate_to_trust_that_is_none_is_refused_with_what_it_should_be(official: Path) -> None:
    result = CliRunner().invoke(verify, [str(official), "--trust", str(official)])
    assert isinstance(result.exception, TrustUnusable)
    assert "PEM" in result.exception.message


def test_openssl_finds_the_signature_valid_too(official: Path, certificate: tuple[Path, Path]) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine")
    signed = signed_report_of(official)
    content = signed.read_bytes()
    field = pypdf.PdfReader(signed).get_fields()["Signature1"]["/V"]  # type: ignore[index]
    start, length, after, rest = (int(number) for number in field["/ByteRange"])
    assert start == 0
    assert after + rest == len(content)
    data, cms = signed.with_suffix(".data"), signed.with_suffix(".cms")
    data.write_bytes(content[start : start + length] + content[after : after + rest])
    raw = bytes.fromhex(re.sub(rb"[<>\s]", b"", content[length:after]).decode())
    cms.write_bytes(raw)
    command = [openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", str(cms), "-content", str(data)]
    command += ["-CAfile", str(certificate[1]), "-purpose", "any", "-out", "/dev/null"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    data.write_bytes(data.read_bytes() + b"x")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_poppler_finds_the_signature_valid_too(official: Path) -> None:
    pdfsig = shutil.which("pdfsig")
    if pdfsig is None:
        pytest.skip("pdfsig (poppler-utils) is not on this machine")
    shown = subprocess.run(
        [pdfsig, "-nocert", str(signed_report_of(official))], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in shown
    assert "ETSI.CAdES.detached" in shown
    assert "Total document signed" in shown


def test_evidence_that_changes_after_the_freeze_breaks_verification_and_is_named(
    sqlite_engine: Engine,
    serve: Serve,
    tmp_path: Path,
    packages_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_case(sqlite_engine, "small")
    client: Client = serve(sqlite_engine)
    monkeypatch.setattr(evidence, "inspect_evidence", facts_of)
    document = registered(client)
    caller(client)(f"/work/evidence/{document}/approve", REVIEWER)
    number = approved(client)
    folder = packages_folder.with_name("evidence")
    monkeypatch.setenv("SHIAN_EVIDENCE", str(folder))
    monkeypatch.setenv("SHIAN_DATABASE_URL", sqlite_engine.url.render_as_string(hide_password=False))
    file = tmp_path / "材料包.zip"
    make_package(sqlite_engine, snapshot=number, area=None, output=file)
    status, result = told(file, "--database")
    assert (status, result["database"]["evidence"]) == (0, [])  # type: ignore[index]
    kept = next(path for path in folder.glob("??/*"))
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    status, result = told(file, "--database")
    assert status == 1
    (fault,) = result["database"]["evidence"]  # type: ignore[index]
    assert (fault["no"], fault["code"]) == (document, "evidence-file-changed")
    kept.unlink()
    (fault,) = told(file, "--database")[1]["database"]["evidence"]  # type: ignore[index]
    assert fault["code"] == "evidence-file-missing"


def test_the_signed_report_is_handed_out_over_http_as_the_seal_names_it(
    engine: Engine, official: Path, packages_folder: Path, application: Application
) -> None:
    with TestClient(application(engine, packages_folder=packages_folder), base_url=HERE) as client:
        snapshot = client.get("/api/v1/work/snapshots").json()["items"][0]["no"]
        orders = (
            {"snapshot": snapshot, "area": "320412"},
            {"year": 2023, "as_of": "2024-03-31", "area": "320402"},
        )
        made, draft = (
            finished(client, client.post("/api/v1/packages", json=order).headers["location"])
            for order in orders
        )
        answer = client.get(made["file"].replace("/file", "/signed-report"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        seal = client.get(made["file"].replace("/file", "/seal")).json()
        assert hashlib.sha256(answer.content).hexdigest() == seal["signed_sha256"]
        assert answer.content.startswith(read_member(official, REPORT))
        unsigned = client.get(draft["file"].replace("/file", "/signed-report"))
        assert (unsigned.status_code, unsigned.json()["code"]) == (404, "report-not-signed")
        next(packages_folder.glob("*.pdf")).write_bytes(answer.content + b" ")
        altered = client.get(made["file"].replace("/file", "/signed-report"))
        assert (altered.status_code, altered.json()["code"]) == (404, "package-file-missing")
