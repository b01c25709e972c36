"""Resources of records that are worked on, made from their declarations: one per step, one per record, one per list.

A step is `POST /<records>/{record_no}/<step>` with its form as JSON; opening one is `POST /<records>`. Writing them out
by hand would repeat the same five lines some eighty times.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, QueryParameter

from api.commands import Delivery, Update
from api.exact import check_decimals
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import TAG, AreaFilter, Cursor, Limit, choice, refusals
from api.routes.shapes import Page
from api.routes.work_shapes import RecordNo, Work, WorkSummary, found, opened, stepped
from api.workbench import Workbench
from domain.access.reading import READ
from domain.work.fields import Form
from domain.work.kind import Kind
from domain.work.record import Record
from sampling.work.operation import Operation
from sampling.work.reading import list_records
from sampling.work.showing import displayed

F = TypeVar("F", bound=Form)


@dataclass(frozen=True, slots=True)
class StepResource:
    """What a resource does, kept on its handler as `opt["step"]`; `opens` where it makes a new record."""

    kind: Kind[Any]
    command: str
    use_case: Callable[..., Record[Any]]
    form: type[Form]
    opens: bool
    title: str


REFUSED = (404, 409, 413, 415, 422)
STALE = (412, 428)
LONGEST_FORM = 1_048_576


def opening(
    path: str, kind: Kind[Any], use_case: Callable[[Operation, F], Record[Any]], form: type[F]
) -> HTTPRouteHandler:
    """`POST path` opens a record. Its step is the machine's first opening transition of the use case's kind."""
    first = next(one for one in kind.machine.transitions if not one.from_states)

    def handle(delivery: Any, data: Any) -> Any:
        check_decimals(data)
        return opened(delivery, kind, first.command, lambda op: use_case(op, data))

    step = StepResource(kind, first.command, use_case, form, opens=True, title=first.name)
    return _posted(path, handle, step, {"delivery": NamedDependency[Delivery]})


def stepping(
    path: str,
    kind: Kind[Any],
    command: str,
    use_case: Callable[[Operation, str, F], Record[Any]],
    form: type[F],
    *,
    title: str | None = None,
) -> HTTPRouteHandler:
    """`POST path/{record_no}/<command>` takes one step; `title` where the command stands for several transitions."""

    def handle(update: Any, record_no: Any, data: Any) -> Any:
        check_decimals(data)
        return stepped(update, kind, record_no, command, lambda op: use_case(op, record_no, data))

    step = StepResource(
        kind, command, use_case, form, opens=False, title=title or kind.machine.named(command)
    )
    given = {"update": NamedDependency[Update], "record_no": RecordNo}
    return _posted(f"{path}/{{record_no:str}}/{command}", handle, step, given)


def showing(path: str, kind: Kind[Any], name: str) -> HTTPRouteHandler:
    """`GET path/{record_no}`: one record with its steps, clocks and what can be done next."""

    def handle(bench: Any, record_no: Any) -> Any:
        return found(bench, kind, record_no)

    handle.__name__ = name
    handle.__annotations__ = {
        "bench": NamedDependency[Workbench],
        "record_no": RecordNo,
        "return": Work[kind.content],  # type: ignore[name-defined]
    }
    return get(
        f"{path}/{{record_no:str}}",
        summary=f"一项{kind.machine.record}的办理情况",
        response_headers=[TAG],
        responses=refusals(404),
        sync_to_thread=True,
        opt={"action": f"{kind.code}.{READ}", "record": (kind, "record_no")},
    )(handle)


def listing(path: str, kind: Kind[Any], name: str) -> HTTPRouteHandler:
    """`GET path`: the records that were worked on, by number."""

    def handle(
        bench: Any,
        area: Any = None,
        in_state: Any = None,
        organisation: Any = None,
        sheet_no: Any = None,
        cursor: Any = None,
        limit: Any = 50,
    ) -> Any:
        filters = {"area": area, "state": in_state, "organisation": organisation, "sheet_no": sheet_no}
        question = question_of(name, filters)
        after = str(decode_cursor(question, cursor, [str])[0]) if cursor is not None else None
        with bench.view() as view:
            rows, following = list_records(view, kind, filters, after=after, limit=limit, reach=bench.reach)
            contents = displayed(view, bench.actor, kind, {row.no: row.content for row in rows})
        items = [
            WorkSummary(
                no=row.no,
                version=row.version,
                state=row.state,
                state_name=kind.machine.states[row.state].name,
                content=contents[row.no],
            )
            for row in rows
            if row.no in contents
        ]
        return Page(items=items, next_cursor=encode_cursor(question, [following]) if following else None)

    states = tuple(f"{state.code}（{state.name}）" for state in kind.machine.states.values())
    codes = tuple(kind.machine.states)
    handle.__name__ = name
    handle.__annotations__ = {
        "bench": NamedDependency[Workbench],
        "area": AreaFilter,
        # A misspelt state would find nothing, which reads as if there were nothing.
        "in_state": Annotated[Literal[codes] | None, choice("状态代码", states, name="state")],
        "organisation": _text("机构代码"),
        "sheet_no": _text("抽样编号"),
        "cursor": Cursor,
        "limit": Limit,
        "return": Page[WorkSummary[kind.content]],  # type: ignore[name-defined]
    }
    return get(
        path,
        summary=f"{kind.machine.record}办理列表",
        description="按编号排序；只列已在本系统办理的记录。",
        responses=refusals(404),
        sync_to_thread=True,
        opt={"action": f"{kind.code}.{READ}"},
    )(handle)


def _text(description: str) -> Any:
    parameter = QueryParameter(min_length=1, max_length=200, description=f"{description}，200 字以内")
    return Annotated[str | None, parameter]


def _posted(
    path: str, handle: Callable[..., Any], step: StepResource, given: dict[str, Any]
) -> HTTPRouteHandler:
    handle.__name__ = step.use_case.__name__
    handle.__annotations__ = {
        **given,
        "data": JSONBody[step.form],  # type: ignore[misc, name-defined]
        "return": Work[step.kind.content],  # type: ignore[name-defined]
    }
    return post(
        path,
        status_code=201 if step.opens else 200,
        summary=step.title,
        response_headers=[TAG],
        responses=refusals(*REFUSED, *(() if step.opens else STALE)),
        request_max_body_size=LONGEST_FORM,
        sync_to_thread=True,
        opt={"step": step},
    )(handle)
