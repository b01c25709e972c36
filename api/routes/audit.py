"""The audit log: entries by actor, command, record and day; what each changed; the root of the chain."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from api.clock import LOCAL
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import Cursor, Limit, refusals, text
from api.routes.shapes import Page, said
from api.workbench import Workbench
from sampling import audit_reading
from sampling.audit import root_of

EntryNo = Annotated[int, PathParameter(ge=1, le=2**53, description="审计记录编号，正整数")]
FirstDay = Annotated[date | None, QueryParameter(name="from", description="自哪天起，写作 2024-03-31")]
LastDay = Annotated[date | None, QueryParameter(name="to", description="到哪天止（含当天），写作 2024-03-31")]


class AuditEntry(msgspec.Struct, kw_only=True):
    """One entry of the audit log."""

    id: Annotated[int, said("编号，自 1 起不间断")]
    at: Annotated[datetime, said("时刻（UTC）")]
    actor: Annotated[str, said("操作人")]
    command: Annotated[str, said("命令")]
    summary: Annotated[str, said("概要")]
    details: Annotated[dict[str, Any], said("命令的参数和计数")]
    digest: Annotated[str, said("命令所写全部内容的 SHA-256")]
    change_count: Annotated[int, said("变更明细行数")]
    changes_digest: Annotated[str, said("变更明细的 SHA-256")]
    previous: Annotated[str, said("上一条的哈希")]
    hash: Annotated[str, said("本条的哈希")]


class AuditField(msgspec.Struct, kw_only=True):
    """One field before and after."""

    name: Annotated[str, said("字段代码")]
    title: Annotated[str, said("字段名称")]
    before: Annotated[Any, said("变更前")]
    after: Annotated[Any, said("变更后")]


class AuditChange(msgspec.Struct, kw_only=True):
    """What an entry did to one record."""

    seq: Annotated[int, said("序号")]
    table: Annotated[str, said("数据表")]
    title: Annotated[str, said("记录类别")]
    key: Annotated[str, said("记录编号")]
    action: Annotated[
        Literal["created", "updated", "deleted"], said("created 新增、updated 变更、deleted 删除")
    ]
    fields: Annotated[list[AuditField], said("变更的字段")]


class AuditRoot(msgspec.Struct, kw_only=True):
    """The root of the audit chain."""

    sequence: Annotated[int, said("最近一条的编号；没有记录时为 0")]
    hash: Annotated[str, said("最近一条的哈希")]


@get(
    "/audit",
    summary="审计记录列表",
    description="最近的在前。每个命令恰有一条，与其内容在同一事务中写入，逐条以哈希相连。",
    responses=refusals(),
    sync_to_thread=True,
)
def list_audit(
    bench: NamedDependency[Workbench],
    actor: Annotated[str | None, text("操作人")] = None,
    command: Annotated[str | None, text("命令，如 import 或 sheet（含其全部步骤）")] = None,
    record: Annotated[str | None, text("被变更记录的编号")] = None,
    first: FirstDay = None,
    last: LastDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditEntry]:
    """List entries, the newest first."""
    asked = audit_reading.AuditQuestion(actor=actor, command=command, record=record, first=first, last=last)
    question = question_of("audit", msgspec.to_builtins(asked))
    before = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else None
    with bench.view() as view:
        rows, following = audit_reading.list_entries(view, asked, LOCAL, before=before, limit=limit)
    items = [_entry(row) for row in rows]
    return Page(items=items, next_cursor=encode_cursor(question, [following]) if following else None)


@get("/audit/{entry_no:int}", summary="一条审计记录", responses=refusals(404), sync_to_thread=True)
def get_audit_entry(bench: NamedDependency[Workbench], entry_no: EntryNo) -> AuditEntry:
    """One entry."""
    with bench.view() as view:
        return _entry(audit_reading.get_entry(view, entry_no))


@get(
    "/audit/{entry_no:int}/changes",
    summary="一条审计记录的变更明细",
    description="按序号排列，逐条给出变更前后的内容。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_audit_changes(
    bench: NamedDependency[Workbench], entry_no: EntryNo, cursor: Cursor = None, limit: Limit = 50
) -> Page[AuditChange]:
    """What an entry changed, before and after."""
    question = question_of("audit-changes", {"entry": entry_no})
    after = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else 0
    with bench.view() as view:
        found, following = audit_reading.list_changes(view, entry_no, after=after, limit=limit)
    items = [msgspec.convert(msgspec.to_builtins(change), AuditChange) for change in found]
    return Page(items=items, next_cursor=encode_cursor(question, [following]) if following else None)


@get(
    "/audit/root",
    summary="审计链现在的根",
    description="记在库外，以后可核对此前的记录是否被改写。",
    responses=refusals(),
    sync_to_thread=True,
)
def get_audit_root(bench: NamedDependency[Workbench]) -> AuditRoot:
    """The root of the chain."""
    with bench.view() as view:
        root = root_of(view)
    return AuditRoot(sequence=root.sequence, hash=root.hash)


def _entry(row: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        **row | {"at": datetime.fromisoformat(row["at"]), "details": json.loads(row["details"])}
    )


router = Router(
    path="/",
    route_handlers=[list_audit, get_audit_root, get_audit_entry, list_audit_changes],
    opt={"action": "audit.read"},
    tags=["审计"],
)
