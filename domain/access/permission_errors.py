"""What is refused to somebody who is known: an action, a place, a request that another page may have made (403)."""

from domain.errors import RuleViolation


class NotPermitted(RuleViolation):
    """The policy does not give this action to the roles held, or not for this record."""

    code = "not-permitted"

    def __init__(self, action: str, name: str, roles: list[str]) -> None:
        who = f"由{'、'.join(roles)}办理" if roles else "不对账户开放"
        super().__init__(
            f"您不能办理“{name}”：此项{who}，且只限其授权所及的记录；请联系安全管理员核对授权",
            action=action,
            roles=roles,
        )


class AddressNotPermitted(RuleViolation):
    """Administrations act from certain networks alone, and this request comes from elsewhere."""

    code = "address-not-permitted"

    def __init__(self) -> None:
        super().__init__("管理员只能从规定的网络地址登录和办理，请改用规定的终端，或联系系统运维人员核对")


class PlaceOutOfReach(RuleViolation):
    """A new record, or a question, is about a place that the roles held do not reach."""

    code = "place-out-of-reach"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"所填辖区或机构不在您“{name}”的授权范围内，请改为授权所及的辖区或机构，或联系安全管理员",
            name=name,
        )


class AreaNeeded(RuleViolation):
    """A figure over everything was asked for by somebody who is responsible for a part."""

    code = "area-needed"

    def __init__(self) -> None:
        super().__init__("您的授权只及部分辖区，请用参数 area 指明其中一个")


class BlindSearch(RuleViolation):
    """Searching blind samples by whom they were taken from would tell it."""

    code = "blind-search"

    def __init__(self) -> None:
        super().__init__("报告签发之前样品为盲样，检验人员不能按被抽样单位和生产企业查询，请改用抽样编号")


class StartedElsewhere(RuleViolation):
    """Another site's page wants this browser to sign in; only a person on a page of ours may."""

    code = "started-elsewhere"

    def __init__(self) -> None:
        super().__init__("登录须由本人在本系统的登录页点按开始，不接受其他网站代为发起")


class ForgeryToken(RuleViolation):
    """A command came with a session's cookie and without the word that only our own pages know."""

    code = "forgery-token-missing"

    def __init__(self) -> None:
        super().__init__(
            "请求头 X-CSRF-Token 缺少或不符；请使用登录时返回的 csrf 值，或重新登录后再试",
        )
