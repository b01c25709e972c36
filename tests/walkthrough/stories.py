"""The five stories. Each says what is posted, by whom and on which day; all names are synthetic (合成数据).

A story gets a `Caller`, which posts and may print, and returns the number of its sheet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.worlds.credit_codes import credit_code

Answer = dict[str, Any]
Post = Callable[[str, dict[str, Any], str], Answer]
FACTORY, SHOP, CANTEEN = (credit_code("320412", number) for number in (1, 2, 3))
SAMPLER, SECOND, ENTERER, VERIFIER, SIGNER = "张三", "李四", "录入甲", "审核乙", "签字丙"
OFFICER, APPROVER, PLANNER = "处置丁", "审批戊", "计划己"
PLAN, PLAN_ROW = "JH2023W", "JH2023W-001"
LEAD = {
    "item_name": "铅（以Pb计）",
    "item_class": "重金属",
    "unit": "mg/kg",
    "max_limit": "≤0.5",
    "limit_unit": "mg/kg",
    "method_basis": "GB 5009.12-2023",
    "judgement_basis": "GB 2762-2022",
}


@dataclass
class Caller:
    """Posts on behalf of somebody; raises where the answer is a refusal that was not expected."""

    post: Post

    def __call__(self, path: str, actor: str, **body: Any) -> Answer:
        return self.post(path, body, actor)


def register(call: Caller) -> None:
    """The offices and laboratories that the stories name."""
    for code, name, kind, area, reinspects in (
        ("A12", "合成数据武进区市场监督管理局", "市场监督管理局", "320412", False),
        ("L01", "合成数据市食品检验所", "检验机构", "320400", True),
        ("L02", "合成数据第二检验所", "检验机构", "320400", True),
        ("L03", "合成数据第三检验所", "检验机构", "320400", True),
    ):
        call(
            "/organisations", "管理员", code=code, name=name, kind=kind, area_code=area, reinspects=reinspects
        )


def a_plan(call: Caller) -> str:
    """The year's plan: drafted, approved, amended by two rows, and compared with what was approved first."""
    row = {"kind": "监督抽检", "level": "县抽", "area_code": "320412", "category": "糕点", "stage": "流通"}
    items = [{"item_name": "铅（以Pb计）", "method": "GB 5009.12-2023", "standard": "GB 2762-2022"}]
    head = {
        "title": "合成数据2023年食品安全监督抽检计划",
        "year": 2023,
        "scope": "年度计划",
        "organisation": "A12",
        "item_sets": [{"name": "糕点常规项目", "items": items}],
        "reporting": "合成数据：报告签发后及时报送",
    }
    call(
        "/work/plans",
        PLANNER,
        plan_no=PLAN,
        head=head,
        rows=[row | {"batches": 4, "item_set": "糕点常规项目"}],
    )
    call(f"/work/plans/{PLAN}/approve", APPROVER, on="2023-01-10")
    rows = [
        row | {"row_no": PLAN_ROW, "batches": 5, "item_set": "糕点常规项目"},
        row | {"category": "乳制品", "stage": None, "batches": 2},
    ]
    call(f"/work/plans/{PLAN}/propose", PLANNER, rows=rows, reason="合成数据：增加乳制品")
    call(f"/work/plans/{PLAN}/amend", APPROVER, on="2023-02-20")
    changed = call(f"GET /work/plans/{PLAN}/differences", PLANNER)["rows"]
    return "；".join(f"{one['change']} {one['row_no']}" for one in changed)


def a_sample(call: Caller, day: int, *, batch: str, task_kind: str = "监督抽检", **more: Any) -> str:
    """A sheet, filled in, submitted and received; returns its number. `more` are other fields of the sheet."""
    sheet = {
        "area_code": "320412",
        "organisation": "A12",
        "level": "县抽",
        "task_kind": task_kind,
        "stage": "流通",
        "plan_no": PLAN_ROW,
        "laboratory": "L01",
        "sampled_on": f"2023-03-{day:02d}",
        "samplers": [SAMPLER, SECOND],
        "place": "超市",
        "area_type": "城市",
        "unit_name": "合成数据超市",
        "unit_code": SHOP,
        "unit_address": "合成数据路1号",
        "producer_name": "合成数据食品厂",
        "producer_code": FACTORY,
        "sample_name": f"蛋糕{batch}",
        "category": "糕点",
        "packaging": "预包装",
        "date_kind": "生产日期",
        "produced_on": f"2023-02-{day:02d}",
        "shelf_life_days": 180,
        "batch_no": batch,
        "sample_quantity": "2.5",
        "spare_quantity": "1",
        "quantity_unit": "kg",
    }
    number = str(call("/work/sheets", SAMPLER, sheet=sheet | more)["no"])
    approved = {"duplicate_reason": "合成数据：专项需要", "duplicate_approver": APPROVER}
    call(f"/work/sheets/{number}/submit", SAMPLER, **approved)
    call(f"/work/tests/{number}/receive", ENTERER, on=f"2023-03-{day + 2:02d}")
    return number


def a_report(call: Caller, number: str, result: str, on: str) -> None:
    """Findings entered, verified and signed by three people, and reported to the organiser."""
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": result}])
    call(f"/work/tests/{number}/verify", VERIFIER)
    conclusion = {"report_no": f"合成数据{number[-5:]}", "conclusion": "按所检项目判定，见检验结果"}
    call(f"/work/tests/{number}/issue", SIGNER, on=on, **conclusion)
    call(f"/work/tests/{number}/submit", ENTERER, on=on)


def tasks_of(call: Caller, number: str) -> list[str]:
    """The disposal tasks of a sheet."""
    return [str(item["no"]) for item in call(f"GET /work/disposals?sheet_no={number}", OFFICER)["items"]]


def a_disposal(call: Caller, task: str, *, served: str, started: str, done: str, completed: str) -> None:
    """A task from service to the approver's yes."""
    call(f"/work/disposals/{task}/serve", OFFICER, on=served, receiver="合成数据签收人")
    call(f"/work/disposals/{task}/start", OFFICER, on=started)
    control = {
        "produced_kg": "100",
        "sold_kg": "60",
        "stock_kg": "40",
        "sealed_kg": "40",
        "recalled_kg": "12.5",
    }
    sections = {
        "control": control,
        "causes": "合成数据：原料验收不严",
        "penalty": {"why_none": "合成数据：已另案处理"},
        "rectification": {"measures": "合成数据：更换供应商", "rechecked_on": done, "recheck_result": "合格"},
    }
    call(f"/work/disposals/{task}/record", OFFICER, sections=sections)
    call(f"/work/disposals/{task}/submit", OFFICER, on=done)
    call(f"/work/disposals/{task}/approve", APPROVER, on=completed)


def qualified(call: Caller) -> str:
    """Sampled, tested, qualified."""
    number = a_sample(call, 1, batch="甲")
    a_report(call, number, "0.12", "2023-03-20")
    return number


def disposed_on_both_ends(call: Caller) -> str:
    """Unqualified; shop and factory both dealt with in time."""
    number = a_sample(call, 2, batch="乙")
    a_report(call, number, "0.9", "2023-03-21")
    for task in tasks_of(call, number):
        a_disposal(
            call, task, served="2023-03-24", started="2023-03-27", done="2023-05-08", completed="2023-05-10"
        )
    return number


def overturned(call: Caller) -> str:
    """Unqualified; the re-inspection finds it qualified; open tasks are withdrawn."""
    number = a_sample(call, 3, batch="丙", task_kind="评价性抽检")
    a_report(call, number, "0.52", "2023-03-22")
    task = tasks_of(call, number)[0]
    call(f"/work/disposals/{task}/serve", OFFICER, on="2023-03-24")
    review = call("/work/reinspections", OFFICER, sheet_no=number, applicant="标称生产企业", on="2023-03-30")[
        "no"
    ]
    call(f"/work/reinspections/{review}/accept", APPROVER, on="2023-04-03")
    call(f"/work/reinspections/{review}/draw-laboratory", APPROVER, on="2023-04-04")
    call(f"/work/reinspections/{review}/hand-over", ENTERER, on="2023-04-06")
    conclusion = {"outcome": "改判合格", "report_no": "合成数据复2023-001"}
    call(f"/work/reinspections/{review}/conclude", SIGNER, on="2023-04-14", **conclusion)
    call(f"/work/reinspections/{review}/notify", OFFICER, on="2023-04-17")
    return number


def refused_objection(call: Caller) -> str:
    """Unqualified; the objection comes too late and is refused; disposal goes on."""
    number = a_sample(call, 6, batch="丁", task_kind="评价性抽检")
    a_report(call, number, "0.8", "2023-03-24")
    tasks = tasks_of(call, number)
    call(f"/work/disposals/{tasks[0]}/serve", OFFICER, on="2023-03-28")
    objection = {"sheet_no": number, "applicant": "被抽样单位", "subject": "检验方法"}
    review = call("/work/objections", OFFICER, on="2023-05-15", **objection)["no"]
    call(f"/work/objections/{review}/refuse", APPROVER, ground="逾期申请", on="2023-05-16")
    for task in tasks:
        a_disposal(
            call, task, served="2023-03-28", started="2023-03-29", done="2023-05-18", completed="2023-05-19"
        )
    return number


def late_with_extension(call: Caller) -> str:
    """Unqualified; disposal takes longer than 90 days, within an approved extension."""
    number = a_sample(call, 7, batch="戊")
    a_report(call, number, "0.7", "2023-03-27")
    for task in tasks_of(call, number):
        call(
            f"/work/disposals/{task}/extend",
            APPROVER,
            on="2023-06-20",
            days=60,
            reason="合成数据：等待司法鉴定",
        )
        call(f"/work/disposals/{task}/supervise", APPROVER, on="2023-06-21", reason="合成数据：临近期限")
        a_disposal(
            call, task, served="2023-03-29", started="2023-03-31", done="2023-08-10", completed="2023-08-14"
        )
    return number


@dataclass(frozen=True)
class Story:
    """A story, and days on which the indicators are asked for because something shows then."""

    title: str
    tell: Callable[[Caller], str]
    as_of: tuple[date, ...]


STORIES = (
    Story("合格", qualified, (date(2023, 3, 19), date(2023, 3, 20))),
    Story("不合格，两端处置完成", disposed_on_both_ends, (date(2023, 3, 21), date(2023, 5, 10))),
    Story("复检改判合格，任务撤销", overturned, (date(2023, 4, 13), date(2023, 4, 14))),
    Story("异议逾期，不予受理", refused_objection, (date(2023, 3, 24), date(2023, 5, 19))),
    Story("批准延期后逾90日完成", late_with_extension, (date(2023, 7, 1), date(2023, 8, 14))),
)
