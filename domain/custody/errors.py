"""What custody refuses."""

from datetime import date, datetime

from domain.errors import RuleViolation


class CustodyOutOfOrder(RuleViolation):
    """An event is said to have happened before the one before it."""

    code = "custody-out-of-order"

    def __init__(self, moment: datetime, before: datetime) -> None:
        super().__init__(
            f"时刻 {moment:%Y-%m-%d %H:%M} 早于上一事项 {before:%Y-%m-%d %H:%M}，请核对时刻",
            moment=moment.isoformat(),
            before=before.isoformat(),
        )


class SameHolder(RuleViolation):
    """Somebody hands the sample to himself."""

    code = "custody-same-holder"

    def __init__(self, holder: str) -> None:
        super().__init__(f"交出人与接收人都是 {holder}，请核对；只换地点请用“移动存放位置”", holder=holder)


class OtherReceiver(RuleViolation):
    """Somebody takes what was handed to somebody else."""

    code = "custody-other-receiver"

    def __init__(self, named: str, receiver: str) -> None:
        super().__init__(
            f"样品交给的是 {named}，不是 {receiver}；确由他人接收的，请填写理由",
            named=named,
            receiver=receiver,
        )


class SealBroken(RuleViolation):
    """A broken seal is not explained."""

    code = "custody-seal-broken"

    def __init__(self, seal_no: str) -> None:
        super().__init__(f"封条 {seal_no} 不完好，请写明情况（理由）后再接收，或拒收样品", seal_no=seal_no)


class SealTaken(RuleViolation):
    """A seal number stands on another portion already."""

    code = "custody-seal-taken"

    def __init__(self, seal_no: str, owner: str) -> None:
        super().__init__(
            f"封条 {seal_no} 已用于 {owner}，检验样品与备份样品须分别加封", seal_no=seal_no, owner=owner
        )


class NothingToSeal(RuleViolation):
    """The sheet has no sample to seal."""

    code = "custody-nothing-to-seal"

    def __init__(self, sheet_no: str, state: str) -> None:
        super().__init__(f"抽样单 {sheet_no} {state}，没有可封存的样品", sheet_no=sheet_no, state=state)


class SpareKept(RuleViolation):
    """A spare sample must still be kept."""

    code = "spare-sample-kept"

    def __init__(self, no: str, until: date | None, why: str) -> None:
        when = f"须保存至 {until}" if until else "尚不能处置"
        super().__init__(f"备份样品 {no} {when}：{why}", no=no, until=str(until) if until else None)


class TemperatureAbsurd(RuleViolation):
    """No sample is as warm or cold as that."""

    code = "temperature-absurd"

    def __init__(self, temperature: str) -> None:
        super().__init__(f"温度 {temperature}℃ 不在 -100 至 100 之间，请核对", temperature=temperature)
