"""audit_chain: entries are chained under one head; entries, changes and versions are append-only

The encoding of the chain is written out here as it was when this migration was made (domain.audit.chain tells it), so
that entries chained here stay chained whatever the program becomes.
"""

import hashlib
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entries", "audit_changes", "work_versions")


def upgrade() -> None:
    # SQLite makes a table anew to change it, which is only allowed while no other refers to it.
    op.execute(
        "CREATE TABLE audit_changes_kept AS SELECT entry_id, seq, record_table, record_key, action, before, after FROM audit_changes"
    )
    op.drop_table("audit_changes")
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.add_column(sa.Column("change_count", sa.BigInteger(), nullable=True))
        for name in ("changes_digest", "previous", "hash"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
    _without_gaps()
    head = _chain()
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.alter_column("change_count", existing_type=sa.BigInteger(), nullable=False)
        for name in ("changes_digest", "previous", "hash"):
            batch_op.alter_column(name, existing_type=sa.Text(), nullable=False)
        batch_op.create_index("ix_audit_entries_actor", ["actor"], unique=False)
    _make_changes("ix_audit_changes_record_key_record_table", ["record_key", "record_table"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_audit_head_sequence_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    insert = sa.text("INSERT INTO audit_head (id, sequence, hash) VALUES (1, :sequence, :hash)")
    op.get_bind().execute(insert, {"sequence": head[0], "hash": head[1]})
    if op.get_bind().dialect.name == "postgresql":
        # The head gives the numbers.
        op.execute("ALTER TABLE audit_entries ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE IF EXISTS audit_entries_id_seq")
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_table("audit_head")
    op.execute(
        "CREATE TABLE audit_changes_kept AS SELECT entry_id, seq, record_table, record_key, action, before, after FROM audit_changes"
    )
    op.drop_table("audit_changes")
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.drop_index("ix_audit_entries_actor")
        for name in ("change_count", "changes_digest", "previous", "hash"):
            batch_op.drop_column(name)
    _make_changes("ix_audit_changes_record_table_record_key", ["record_table", "record_key"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE audit_entries_id_seq AS bigint OWNED BY audit_entries.id")
        op.execute(
            "SELECT setval('audit_entries_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM audit_entries), false)"
        )
        op.execute("ALTER TABLE audit_entries ALTER COLUMN id SET DEFAULT nextval('audit_entries_id_seq')")


def _make_changes(index: str, columns: list[str]) -> None:
    op.create_table(
        "audit_changes",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_table", sa.Text(), nullable=False),
        sa.Column("record_key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "action IN ('created', 'updated', 'deleted')", name=op.f("ck_audit_changes_action_known")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f("fk_audit_changes_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "seq", name=op.f("pk_audit_changes")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO audit_changes (entry_id, seq, record_table, record_key, action, before, after) SELECT entry_id, seq, record_table, record_key, action, before, after FROM audit_changes_kept ORDER BY entry_id, seq"
    )
    op.drop_table("audit_changes_kept")
    op.create_index(index, "audit_changes", columns, unique=False)


def _without_gaps() -> None:
    """Number entries from 1 on: PostgreSQL's sequence leaves gaps where transactions failed."""
    bind = op.get_bind()
    known = list(bind.execute(sa.text("SELECT id FROM audit_entries ORDER BY id")).scalars())
    for number, old in enumerate(known, start=1):
        if number != old:
            pair = {"number": number, "old": old}
            bind.execute(sa.text("UPDATE audit_entries SET id = :number WHERE id = :old"), pair)
            bind.execute(
                sa.text("UPDATE audit_changes_kept SET entry_id = :number WHERE entry_id = :old"), pair
            )


def _chain() -> tuple[int, str]:
    """Chain the entries there are; returns the head."""
    bind = op.get_bind()
    entries = sa.text(
        "SELECT id, at, actor, command, summary, details, digest FROM audit_entries ORDER BY id"
    )
    rows = sa.text(
        "SELECT entry_id, seq, record_table, record_key, action, before, after"
        " FROM audit_changes_kept ORDER BY entry_id, seq"
    )
    changed = {entry: _changes(list(some)) for entry, some in groupby(bind.execute(rows), lambda row: row[0])}
    none = _changes([])
    number, previous = 0, "0" * 64
    update = sa.text(
        "UPDATE audit_entries SET change_count = :count, changes_digest = :digest, previous = :previous,"
        " hash = :hash WHERE id = :id"
    )
    for entry in bind.execute(entries).all():
        count, digest = changed.get(entry[0], none)
        made = hashlib.sha256(_row("shian/audit/entry/1", *entry, count, digest, previous)).hexdigest()
        bind.execute(
            update, {"count": count, "digest": digest, "previous": previous, "hash": made, "id": entry[0]}
        )
        number, previous = entry[0], made
    return number, previous


def _changes(rows: list[tuple[object, ...]]) -> tuple[int, str]:
    hasher = hashlib.sha256(_field("shian/audit/changes/1"))
    for row in rows:
        encoded = _row(*row[1:])
        hasher.update(len(encoded).to_bytes(8, "big") + encoded)
    return len(rows), hasher.hexdigest()


def _row(*fields: object) -> bytes:
    return len(fields).to_bytes(8, "big") + b"".join(_field(field) for field in fields)


def _field(value: object) -> bytes:
    if value is None:
        return b"\x00"
    plain = str(value).encode()
    return (b"\x01" if isinstance(value, str) else b"\x02") + len(plain).to_bytes(8, "big") + plain


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION shian_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION shian_append_only()"
            )
        op.execute(
            "CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head"
            " FOR EACH STATEMENT EXECUTE FUNCTION shian_append_only()"
        )
        op.execute(
            "CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW"
            " WHEN (NEW.sequence <> OLD.sequence + 1) EXECUTE FUNCTION shian_append_only()"
        )
        return
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            _sqlite_trigger(f"{table}_no_{verb.lower()}", f"BEFORE {verb} ON {table}", table)
    _sqlite_trigger("audit_head_no_delete", "BEFORE DELETE ON audit_head", "audit_head")
    _sqlite_trigger(
        "audit_head_moves_on",
        "BEFORE UPDATE ON audit_head WHEN NEW.sequence <> OLD.sequence + 1",
        "audit_head",
    )


def _sqlite_trigger(name: str, when: str, table: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END")


def _unguard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for name in ("audit_head_stays", "audit_head_moves_on"):
            op.execute(f"DROP TRIGGER {name} ON audit_head")
        op.execute("DROP FUNCTION shian_append_only()")
        return
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    for name in ("audit_head_no_delete", "audit_head_moves_on"):
        op.execute(f"DROP TRIGGER {name}")
