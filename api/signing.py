"""Electronic signatures of reports (PAdES baseline B) with the office's certificate, and their checking.

A signature is an addition to the end of the PDF: the signed report begins with the very bytes that lie in the
package, so that signing changes nothing of what was sealed.
"""

import io
import logging
from dataclasses import dataclass
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from domain.errors import NotReady, UnusableInput

FIELD = "Signature1"
# What the library raises on bytes that are no PDF any more is its own errors and those of its parsers.
_BROKEN = (
    PdfError,
    SigningError,
    SignatureValidationError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    AssertionError,
)


class SigningUnusable(NotReady):
    """The certificate or its password cannot be used."""

    code = "signing-certificate-unusable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"签名证书 {file} 无法使用（{reason}），请核对 SHIAN_SIGNING_CERTIFICATE（PKCS#12 文件）和"
            " SHIAN_SIGNING_PASSWORD_FILE",
            file=str(file),
        )


class TrustUnusable(UnusableInput):
    """The certificate that signatures should lead to cannot be read."""

    code = "trusted-certificate-unusable"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"证书 {file} 无法读取（{reason}），--trust 应是 PEM 格式的证书，不是 PKCS#12 或私钥",
            file=str(file),
        )


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What a signature says. `trusted` None: no certificate was named that it should lead to."""

    ok: bool
    message: str
    signer: str | None = None
    trusted: bool | None = None


def sign_report(report: bytes, certificate: Path, password: bytes, reason: str) -> bytes:
    """The report with a signature at its end. Raises `SigningUnusable`."""
    signer = signers.SimpleSigner.load_pkcs12(str(certificate), passphrase=password)  # type: ignore[no-untyped-call]
    if signer is None:
        raise SigningUnusable(certificate, "文件无法读取，或口令不符")
    told = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, reason=reason, md_algorithm="sha256"
    )
    try:
        signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(report)), told, signer=signer)
    except (PdfError, SigningError) as error:
        raise SigningUnusable(certificate, str(error)) from None
    return bytes(signed.getvalue())


def check_signature(signed: bytes, report: bytes, trust: Path | None) -> SignatureCheck:
    """That the file is this report with one valid signature over all of it, by a certificate that is trusted."""
    if not signed.startswith(report) or len(signed) == len(report):
        return SignatureCheck(False, "已签名的报告不是包内的自评报告")
    roots = None if trust is None else _certificates(trust)
    quiet = logging.getLogger("pyhanko")
    level, quiet.level = quiet.level, logging.CRITICAL
    try:
        embedded = PdfFileReader(io.BytesIO(signed)).embedded_signatures
        if len(embedded) != 1:
            return SignatureCheck(False, f"应有一个签名，实有 {len(embedded)} 个")
        context = ValidationContext(trust_roots=roots or [], allow_fetching=False)
        status = validate_pdf_signature(embedded[0], signer_validation_context=context)
    except _BROKEN:
        return SignatureCheck(False, "签名已损坏，无法读取")
    finally:
        quiet.level = level
    signer = str(status.signing_cert.subject.human_friendly)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole):
        return SignatureCheck(False, "签名与内容不符，签名后内容已改动", signer)
    trusted = None if roots is None else bool(status.trusted)
    if trusted is False:
        return SignatureCheck(False, "签名有效，但证书不是由所给证书签发的", signer, trusted)
    return SignatureCheck(
        True, "签名有效" if trusted else "签名有效；未指定信任的证书，签名人身份未核实", signer, trusted
    )


def _certificates(file: Path) -> list[object]:
    """Raises `TrustUnusable`."""
    try:
        return list(load_certs_from_pemder([str(file)]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise TrustUnusable(file, error.__class__.__name__) from None
