"""A provider of identities as a process of its own: the one of oidc-provider-mock, which here insists on PKCE by S256.

`python -m tests.provider PORT`. Users are put there over HTTP; their claims are merged into the id token over its own,
so that a user of theirs can make any claim wrong. Only for tests.
"""

import os
import sys
import warnings
from typing import Any, ClassVar

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
warnings.simplefilter("ignore")

import uvicorn  # noqa: E402
from authlib.oauth2.rfc6749.errors import InvalidRequestError  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from oidc_provider_mock import _app as mock  # noqa: E402

CHALLENGES: dict[str, str] = {}


class Challenged(CodeChallenge):
    """Every code was asked for with a challenge, and is given out for its verifier alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse to begin without one."""
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)

    def get_authorization_code_challenge(self, authorization_code: Any) -> str:
        """What was kept when the code was made."""
        return CHALLENGES[authorization_code.code]

    def get_authorization_code_challenge_method(self, authorization_code: Any) -> str:
        """The only one there is."""
        return "S256"


class Grant(mock.AuthorizationCodeGrant):
    """Keeps the challenge beside the code."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep both."""
        CHALLENGES[code] = request.payload.data["code_challenge"]
        super().save_authorization_code(code, request)


class OpenIDCode(mock.OpenIDCode):
    """The mock's own extension of the grant, and the challenge."""

    def __call__(self, grant: Any) -> None:
        """Register both."""
        super().__call__(grant)
        Challenged(required=True)(grant)


if __name__ == "__main__":
    mock.AuthorizationCodeGrant = Grant  # type: ignore[misc]
    mock.OpenIDCode = OpenIDCode  # type: ignore[misc]
    uvicorn.run(
        mock.app(require_client_registration=True, require_nonce=True),
        interface="wsgi",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
    )
