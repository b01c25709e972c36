"""What the laboratory's steps refuse."""

from datetime import date, datetime

from domain.errors import RuleViolation


class NothingFound(RuleViolation):
    """There are no findings to verify or to report."""

    code = "no-findings"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 尚未录入检验结果，请先录入（enter）", no=no)


class NothingEntered(RuleViolation):
    """An entry without findings."""

    code = "nothing-entered"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 没有录入任何检验结果，请填写检验项目及结果", no=no)


class ItemTwice(RuleViolation):
    """One entry names an item twice."""

    code = "item-twice"

    def __init__(self, no: str, item: str) -> None:
        super().__init__(f"{no} 的检验项目“{item}”在一次录入中出现了两次，请只保留一项", no=no, item=item)


class SheetTwice(RuleViolation):
    """One worklist names a sheet twice."""

    code = "sheet-twice"

    def __init__(self, no: str) -> None:
        super().__init__(f"抽样单 {no} 在一次批量录入中出现了两次，请合并后再录入", no=no)


class ItemNotEntered(RuleViolation):
    """An item is to be withdrawn that is not there."""

    code = "item-not-entered"

    def __init__(self, no: str, item: str) -> None:
        super().__init__(f"{no} 没有检验项目“{item}”，不能撤下，请核对名称", no=no, item=item)


class AgreementUnchanged(RuleViolation):
    """The days agreed are those that run already."""

    code = "agreement-unchanged"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 约定的检验期限与现行期限相同，无需登记", no=no)


class VerdictOther(RuleViolation):
    """The report would say something else than its findings."""

    code = "verdict-other"

    def __init__(self, no: str, verdict: str) -> None:
        super().__init__(f"{no} 的检验结果为{verdict}，请按此结论签发", no=no, verdict=verdict)


class UndecidedUnexplained(RuleViolation):
    """Items that could not be judged go into a report without a reason."""

    code = "undecided-unexplained"

    def __init__(self, no: str, items: tuple[str, ...]) -> None:
        shown = "、".join(items[:5])
        super().__init__(
            f"{no} 有不判定或未检验的项目（{shown}），签发时请说明理由（reason）", no=no, items=list(items)
        )


class JudgingDayChanged(RuleViolation):
    """The sheet's dates were corrected after its limits had been looked up."""

    code = "judging-day-changed"

    def __init__(self, no: str, item: str, was: date, now: date | None) -> None:
        super().__init__(
            f"{no} 的 {item} 按 {was} 的标准判定，而抽样单现为 {now}，请退回（send-back）后重新录入",
            no=no,
            item=item,
            was=str(was),
            now=str(now),
        )


class HarmNotConfirmed(RuleViolation):
    """A 24-hour report without anything confirmed."""

    code = "harm-not-confirmed"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 尚未确认严重危害，请先确认（confirm-harm）", no=no)


class HarmReportedTooEarly(RuleViolation):
    """Reported before it was confirmed."""

    code = "harm-reported-too-early"

    def __init__(self, no: str, confirmed: datetime) -> None:
        super().__init__(
            f"{no} 的报告时刻早于确认时刻 {confirmed.isoformat(timespec='minutes')}，请核对",
            no=no,
            confirmed=confirmed.isoformat(),
        )


class NothingCorrected(RuleViolation):
    """A correction that corrects nothing."""

    code = "nothing-corrected"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 的检验结果、结论和报告文件与已签发的报告相同，没有需要更正的内容", no=no)


class ReportFileMissing(RuleViolation):
    """A report names a file that nobody has attached to the sample."""

    code = "report-file-missing"

    def __init__(self, sheet_no: str, sha256: str) -> None:
        super().__init__(
            f"抽样单 {sheet_no} 的附件中没有所填的报告文件（SHA-256 {sha256[:12]}…），请先把文件附到该检验，再签发",
            sheet_no=sheet_no,
            sha256=sha256,
        )


class ReportNumberTaken(RuleViolation):
    """Another sheet's report has this number."""

    code = "report-number-taken"

    def __init__(self, report_no: str, sheet_no: str) -> None:
        super().__init__(
            f"报告书编号 {report_no} 已用于抽样单 {sheet_no}，请核对编号",
            report_no=report_no,
            sheet_no=sheet_no,
        )
