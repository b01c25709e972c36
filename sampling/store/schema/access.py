"""Tables of accounts: who may sign in, with what, and which sign-ins there are. Rows are ended, never deleted.

Moments are UTC text to the microsecond, as in the audit log. What is secret is stored as a digest where it only has to
be recognised, and encrypted where it has to be read again (`sampling.secrets`).
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from sampling.store.schema.base import metadata, one_of


def _number() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _login(*, optional: bool = False) -> Column[str]:
    return Column("login", Text, ForeignKey("accounts.login"), nullable=optional)


accounts = Table(
    "accounts",
    metadata,
    Column("login", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("organisation", Text, ForeignKey("organisations.code")),
    Column("state", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    # Argon2id with its parameters; NULL until a password is set and after a reset.
    Column("password_hash", Text),
    Column("password_set_at", Text),
    one_of("state", ("invited", "active", "locked", "disabled")),
)

account_grants = Table(
    "account_grants",
    metadata,
    _number(),
    _login(),
    Column("role", Text, nullable=False),
    Column("area_code", Text, ForeignKey("areas.code")),
    Column("organisation", Text, ForeignKey("organisations.code")),
    Column("granted_at", Text, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("revoked_at", Text),
    Column("revoked_by", Text),
    Index("ix_account_grants_login", "login"),
)

# One-time links: the first administrator's (without a login), invitations and resets.
account_tickets = Table(
    "account_tickets",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    _login(optional=True),
    Column("issued_at", Text, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    # Used, or replaced by a newer one.
    Column("ended_at", Text),
    one_of("purpose", ("first", "password")),
    Index("ix_account_tickets_login", "login"),
)

account_factors = Table(
    "account_factors",
    metadata,
    _number(),
    _login(),
    # Encrypted with the installation's key.
    Column("secret", Text, nullable=False),
    Column("enrolled_at", Text, nullable=False),
    Column("confirmed_at", Text),
    # The newest time step whose code was accepted: neither it nor an older one is accepted again.
    Column("last_step", BigInteger, nullable=False),
    Column("ended_at", Text),
    Index("ix_account_factors_login", "login"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", Text, primary_key=True),
    _login(),
    Column("issued_at", Text, nullable=False),
    Column("ended_at", Text),
    Index("ix_recovery_codes_login", "login"),
)

account_identities = Table(
    "account_identities",
    metadata,
    _number(),
    _login(),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("linked_at", Text, nullable=False),
    Column("linked_by", Text, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    _number(),
    Column("digest", Text, nullable=False, unique=True),
    _login(),
    Column("stage", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("ended_at", Text),
    Column("end_reason", Text),
    one_of("stage", ("full", "enrol", "verify", "password")),
    one_of("method", ("password", "provider")),
    Index("ix_sign_ins_login", "login"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    _number(),
    _login(),
    Column("label", Text, nullable=False),
    Column("prefix", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
    # JSON list.
    Column("scopes", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("ended_at", Text),
    Index("ix_api_tokens_login", "login"),
)

# Sign-ins under way at the provider of identities: bound to the browser that began them. The nonce is stored as a
# digest, the verifier encrypted. Anybody can begin one, so they are the rows that are deleted: a day later.
provider_sign_ins = Table(
    "provider_sign_ins",
    metadata,
    Column("state_digest", Text, primary_key=True),
    Column("browser_digest", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("used", Boolean, nullable=False),
)

# Failures in a row, by what is counted (`pair`, `address`, `strangers`) and of whom.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("counted", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("failures", BigInteger, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("wait_until", Text, nullable=False),
    one_of("counted", ("pair", "address", "strangers")),
)

# Addresses from which an account once signed in.
known_addresses = Table(
    "known_addresses",
    metadata,
    Column("login", Text, ForeignKey("accounts.login"), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("seen_at", Text, nullable=False),
)

password_policies = Table(
    "password_policies",
    metadata,
    _number(),
    Column("policy", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    one_of("policy", ("asvs", "dengbao")),
)
