"""What a draw refuses: files and parameters that cannot be used, and constraints that cannot be met."""

from collections.abc import Sequence
from datetime import date

from domain.errors import RuleViolation, UnusableInput

SHOWN = 10


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more


class DrawFileUnusable(UnusableInput):
    """A file of a draw cannot be read as what it should be."""

    code = "draw-file-unusable"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} 无法使用：{reason}", file=file, reason=reason)


class DrawParametersInvalid(UnusableInput):
    """Fields of the parameters or rosters are wrong; `details["fields"]` has all that were found."""

    code = "draw-parameters-invalid"

    def __init__(self, file: str, faults: Sequence[tuple[str, str]]) -> None:
        """`faults`: where in the file, and what is wrong there."""
        lines = "；".join(f"{path}：{reason}" for path, reason in faults[:SHOWN])
        more = f"；此外还有 {len(faults) - SHOWN} 处" if len(faults) > SHOWN else ""
        super().__init__(
            f"抽取参数 {file} 有 {len(faults)} 处需要更正：{lines}{more}",
            file=file,
            fields=[{"path": path, "reason": reason} for path, reason in faults],
        )


class DrawPublicValueUnusable(UnusableInput):
    """The public value has too few letters and digits, or far too many."""

    code = "draw-public-value-unusable"

    def __init__(self, written: str, least: int, most: int) -> None:
        super().__init__(
            f"公开值“{written[:40]}”不能使用：去掉空格和标点后应有 {least} 至 {most} 个字母、数字或汉字，"
            "请照公布的号码完整填写",
            written=written[:200],
            least=least,
            most=most,
        )


class DrawValueAlreadyPublic(RuleViolation):
    """The public value's day is past, so whoever commits now could know it."""

    code = "draw-value-already-public"

    def __init__(self, day: date) -> None:
        super().__init__(
            f"公开值的公布日期 {day} 已过，现在承诺不能证明事先不知道该值；请改用今天或之后公布的公开值",
            day=day.isoformat(),
        )


class DrawValueNotYetPublic(RuleViolation):
    """The public value's day has not come."""

    code = "draw-value-not-yet-public"

    def __init__(self, day: date) -> None:
        super().__init__(f"公开值要到 {day} 才公布，请在公布之后再抽取", day=day.isoformat())


class DrawCommitmentMismatch(RuleViolation):
    """What is to be drawn is not what was committed to."""

    code = "draw-commitment-mismatch"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"与抽取前的承诺不符，未抽取：{reason}；请使用承诺时的原始文件，确需更改的应重新承诺并公布",
            reason=reason,
        )


class DrawStratumMissing(RuleViolation):
    """A stratum is asked for that no enterprise of the roster belongs to."""

    code = "draw-stratum-missing"

    def __init__(self, stratum: str) -> None:
        super().__init__(
            f"名单中没有属于分层“{stratum}”的企业，请核对该分层的取值或删去该分层", stratum=stratum
        )


class DrawStratumEmptied(RuleViolation):
    """All members of a stratum are excluded."""

    code = "draw-stratum-emptied"

    def __init__(self, stratum: str, recent: int, inactive: int) -> None:
        super().__init__(
            f"分层“{stratum}”的企业全部被排除（近期已抽样 {recent} 家，未成立或已退出 {inactive} 家），"
            "请缩短排除天数或删去该分层",
            stratum=stratum,
            recent=recent,
            inactive=inactive,
        )


class DrawQuotaTooLarge(RuleViolation):
    """More enterprises are to be drawn from a stratum than may be drawn."""

    code = "draw-quota-too-large"

    def __init__(self, stratum: str, quota: int, eligible: int) -> None:
        super().__init__(
            f"分层“{stratum}”要抽 {quota} 家，可抽取的只有 {eligible} 家，请调整名额、权重或排除天数",
            stratum=stratum,
            quota=quota,
            eligible=eligible,
        )


class DrawInspectorsInsufficient(RuleViolation):
    """Two inspectors for each enterprise cannot be had under the cap and the recusals."""

    code = "draw-inspectors-insufficient"

    def __init__(self, enterprises: Sequence[str], inspectors: Sequence[str], places: int) -> None:
        """`enterprises` need two each, only `inspectors` may go there, and they can take `places` in all."""
        able = f"可派的检查人员为{_listed(inspectors)}，" if inspectors else "没有可派的检查人员，"
        super().__init__(
            f"检查人员不足：一旦抽中{_listed(enterprises)}，共需 {2 * len(enterprises)} 人次，{able}"
            f"按每人任务上限最多能安排 {places} 人次；请增加检查人员、提高每人任务上限或减少抽取家数",
            enterprises=list(enterprises),
            inspectors=list(inspectors),
            needed=2 * len(enterprises),
            places=places,
        )
