"""What a sheet is checked against before it counts: registers, the plan, duplicate sampling."""

from datetime import date

import msgspec

from domain.access.policy import lineage
from domain.credit_code import is_valid
from domain.errors import AreaNotFound, NotFound, RuleViolation
from domain.organisations import LABORATORY
from domain.sheets.content import Sheet, Submission
from domain.sheets.duplicates import DuplicateSampling, quarter_of
from sampling.access.accounts import find_account, has_accounts, list_accounts
from sampling.organisations import open_laboratory, open_organisation
from sampling.plans.editions import insist_on_open_row, organisation_of_row
from sampling.store import sheets as store
from sampling.store.listing import area_exists
from sampling.store.reach import area_parents
from sampling.work.operation import Operation


class EnterpriseNotFound(NotFound):
    """No enterprise of the register has this credit code."""

    code = "enterprise-not-found"

    def __init__(self, credit_code: str) -> None:
        super().__init__(
            f"主体名录中没有统一社会信用代码 {credit_code}，请先登记或导入该主体；不在名录中的请留空",
            credit_code=credit_code,
        )


class CreditCodeWrong(RuleViolation):
    """The check character of a credit code is wrong (GB 32100-2015)."""

    code = "credit-code-wrong"

    def __init__(self, credit_code: str) -> None:
        super().__init__(f"统一社会信用代码 {credit_code} 校验位不符，请核对", credit_code=credit_code)


class PlanRowNotFound(NotFound):
    """No plan row has this number."""

    code = "plan-row-not-found"

    def __init__(self, plan_no: str) -> None:
        super().__init__(f"没有计划编号 {plan_no}，请核对或先批准、导入该计划", plan_no=plan_no)


class CommissionMissing(RuleViolation):
    """A laboratory samples without saying for whom."""

    code = "commission-missing"

    def __init__(self, laboratory: str) -> None:
        super().__init__(
            f"{laboratory}是检验机构，只能受委托抽样：请填写任务组织机构（organiser），且不得为检验机构",
            laboratory=laboratory,
        )


class PlanOfAnother(RuleViolation):
    """A laboratory samples under a plan that is not its organiser's."""

    code = "plan-of-another"

    def __init__(self, plan: str, organiser: str) -> None:
        super().__init__(
            f"计划 {plan} 不是{organiser}的计划，受委托抽样须按组织机构的计划进行，请核对计划编号",
            plan=plan,
            organiser=organiser,
        )


class SamplersOfAnother(RuleViolation):
    """A laboratory that samples sends its own people."""

    code = "samplers-of-another"

    def __init__(self, laboratory: str, names: list[str]) -> None:
        super().__init__(
            f"{'、'.join(names)}不是{laboratory}的人员：受委托抽样须由本机构人员进行，请核对抽样人员",
            laboratory=laboratory,
            names=names,
        )


def check_references(op: Operation, sheet: Sheet, *, named_before: str | None = None) -> Sheet:
    """Everything the sheet names is registered; returns the sheet with the laboratory's name filled in.

    The plan row must still take sheets, unless a submitted sheet named it before (`named_before`).
    """
    if not area_exists(op.connection, sheet.area_code):
        raise AreaNotFound(sheet.area_code)
    day = sheet.sampled_on or op.today
    _check_commission(op, sheet, day)
    for credit_code in (sheet.unit_code, sheet.producer_code):
        if credit_code is not None:
            if not is_valid(credit_code):
                raise CreditCodeWrong(credit_code)
            if not store.enterprise_exists(op.connection, credit_code):
                raise EnterpriseNotFound(credit_code)
    if sheet.plan_no is not None:
        if store.plan_row(op.connection, sheet.plan_no) is None:
            raise PlanRowNotFound(sheet.plan_no)
        if sheet.plan_no != named_before:
            insist_on_open_row(op.connection, sheet.plan_no)
    if sheet.laboratory is None:
        return sheet
    laboratory = open_laboratory(op.connection, sheet.laboratory, day)
    return msgspec.structs.replace(sheet, laboratory_name=laboratory.name)


def _check_commission(op: Operation, sheet: Sheet, day: date) -> None:
    """A laboratory samples on commission alone: for an organiser that is none, and under that organiser's plan."""
    sampling = open_organisation(op.connection, sheet.organisation, day)
    organiser = None if sheet.organiser is None else open_organisation(op.connection, sheet.organiser, day)
    if sampling.kind != LABORATORY:
        return
    if organiser is None or organiser.kind == LABORATORY:
        raise CommissionMissing(sampling.name)
    own, _ = list_accounts(op.connection, {"organisation": sampling.code, "state": "active"})
    strangers = [name for name in sheet.samplers if own and name not in {one.name for one in own}]
    if strangers:
        raise SamplersOfAnother(sampling.name, strangers)
    plan = organisation_of_row(op.connection, sheet.plan_no) if sheet.plan_no else None
    if plan is not None and plan[1] != organiser.code:
        raise PlanOfAnother(plan[0], organiser.name)


def settle_duplicates(op: Operation, no: str, sheet: Sheet, form: Submission) -> Sheet:
    """The sheet with its warnings and, where duplicate sampling was approved, by whom and why.

    Raises `DuplicateSampling` where approval is lacking, or the approver is who submits.
    """
    duplicates = _duplicates(op, no, sheet)
    if duplicates and not (form.duplicate_reason and _may_approve(op, sheet, form.duplicate_approver)):
        raise DuplicateSampling(duplicates)
    return msgspec.structs.replace(
        sheet,
        warnings=(*duplicates, *_plan_mismatch(op, sheet)),
        duplicate_reason=form.duplicate_reason if duplicates else None,
        duplicate_approver=form.duplicate_approver if duplicates else None,
    )


def _may_approve(op: Operation, sheet: Sheet, approver: str | None) -> bool:
    """Neither who submits nor who sampled; where people have accounts, somebody who may approve in that area.

    The approver is named by their login name or by the name that steps keep: 张三（zhangsan）.
    """
    if approver is None or approver == op.actor or approver in sheet.samplers:
        return False
    if not has_accounts(op.connection):
        return True
    login = approver.removesuffix("）").rpartition("（")[2]
    account = find_account(op.connection, login)
    if account is None or account.state != "active" or account.login == op.who.account:
        return False
    if account.name in sheet.samplers:
        return False
    above = lineage(sheet.area_code, area_parents(op.connection))
    return any(
        grant.role == "approver" and (grant.area in above or grant.organisation == sheet.organisation)
        for grant in account.grants
    )


def _duplicates(op: Operation, no: str, sheet: Sheet) -> list[str]:
    assert sheet.sampled_on is not None
    first, last = quarter_of(sheet.sampled_on)
    found: list[str] = []
    for rule in op.duplicate_rules:
        if not rule.applies_to(sheet):
            continue
        same = {name: getattr(sheet, name) for name in rule.same}
        if rule.stage is not None:
            same["stage"] = rule.stage
        count = store.count_alike(op.connection, same, first, last, without=no)
        if count >= rule.limit:
            found.append(f"{rule.message}（已有 {count} 份，上限 {rule.limit} 份）")
    return found


def _plan_mismatch(op: Operation, sheet: Sheet) -> list[str]:
    row = store.plan_row(op.connection, sheet.plan_no) if sheet.plan_no else None
    if row is None or (row[0] == sheet.category and row[1] in (None, sheet.stage)):
        return []
    return [f"食品大类或抽样环节与计划 {sheet.plan_no} 不一致，本单不计入该计划的完成批次"]
