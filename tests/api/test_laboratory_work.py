"""The laboratory's promises through the API: results as written, the standard of the day, four eyes, versions."""

import hashlib
import io
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.promises import BASE, caller, refusal
from tests.factories import laboratory as lab
from tests.walkthrough.stories import ENTERER, SIGNER, VERIFIER, Caller

COLONIES = {"item_name": "菌落总数", "item_class": "微生物", "unit": "CFU/g"}
LEAD = {"item_name": "铅", "item_class": "重金属", "unit": "mg/kg"}
PLAN = "n=5，c=2，m=10³，M=10⁴CFU/g"


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


@pytest.fixture
def api(office: Engine, serve: Serve) -> Client:
    """The application over it."""
    return serve(office)


def judged(call: Caller, number: str, **finding: Any) -> dict[str, Any]:
    call(f"/work/tests/{number}/enter", ENTERER, findings=[finding])
    found: Any = call(f"GET /work/tests/{number}/findings", ENTERER)
    return next(one for one in found if one["item_name"] == finding["item_name"])


def test_a_sample_is_rejected_with_a_reason_and_its_clock_stops(office: Engine, api: Client) -> None:
    call = caller(api)
    number = lab.sampled(office)
    (clock,) = call(f"GET /work/sheets/{number}", ENTERER)["clocks"]
    assert (clock["clock"], clock["due"], clock["stopped"]) == ("deliver", "2023-03-08", None)
    assert refusal(api, f"/work/sheets/{number}/reject", ENTERER, on="2023-03-03") == "reason-missing"
    ended = call(f"/work/sheets/{number}/reject", ENTERER, on="2023-03-03", reason="合成数据：封条破损")
    assert (ended["state_name"], ended["clocks"][0]["stopped"]) == ("承检机构已拒收", "2023-03-03")
    assert ended["steps"][-1]["reason"] == "合成数据：封条破损"
    assert refusal(api, f"/work/tests/{number}/receive", ENTERER, on="2023-03-04") == "step-not-allowed"


@pytest.mark.parametrize(
    ("finding", "verdict", "words"),
    [
        (LEAD | {"result": "0.5", "max_limit": "0.5"}, "合格项", "不大于"),
        (LEAD | {"result": "0.5", "max_limit": "<0.5"}, "不合格项", "不小于"),
        (LEAD | {"result": "<0.01", "max_limit": "0.5"}, "合格项", ""),
        (LEAD | {"result": "未检出", "detection_limit": "0.01", "max_limit": "0.5"}, "合格项", "检出限"),
        (LEAD | {"result": "未检出", "detection_limit": "0.6", "max_limit": "0.5"}, "不判定项", "检出限大于"),
        (LEAD | {"result": "未检出", "detection_limit": "0.01", "max_limit": "不得检出"}, "合格项", ""),
        (LEAD | {"result": "0.02", "detection_limit": "0.01", "max_limit": "不得检出"}, "不合格项", "检出"),
        (LEAD | {"result": "501", "unit": "μg/kg", "max_limit": "0.5mg/kg"}, "不合格项", "即 0.501mg/kg"),
        (LEAD | {"result": "4", "min_limit": "5", "max_limit": "8"}, "不合格项", "小于最小允许限"),
        (COLONIES | {"result": "1.2×10⁴", "max_limit": "10⁴"}, "不合格项", "大于"),
        (COLONIES | {"result": "900，1500，1800，400，300", "max_limit": PLAN}, "合格项", "2 个"),
        (COLONIES | {"result": "900，1500，1800，1200，300", "max_limit": PLAN}, "不合格项", "多于 c=2"),
        (COLONIES | {"result": "900，11000，1800，400，300", "max_limit": PLAN}, "不合格项", "大于 M"),
        (COLONIES | {"result": "900，1500，1800，400", "max_limit": PLAN}, "不判定项", "5 个"),
        (LEAD | {"result": "符合", "unit": None, "max_limit": "符合要求"}, "合格项", "符合"),
    ],
)
def test_results_are_kept_as_written_and_judged(
    office: Engine, api: Client, finding: dict[str, Any], verdict: str, words: str
) -> None:
    found = judged(caller(api), lab.received(office), **finding)
    assert (found["result"], found["verdict"]) == (finding["result"], verdict), found["explanation"]
    assert words in found["explanation"]


def test_a_persons_other_verdict_needs_a_reason(office: Engine, api: Client) -> None:
    number = lab.received(office)
    finding = LEAD | {"result": "0.6", "max_limit": "0.5", "verdict": "合格项"}
    path = f"/work/tests/{number}/enter"
    assert refusal(api, path, ENTERER, findings=[finding]) == "verdict-unexplained"
    found = judged(caller(api), number, **finding, verdict_reason="合成数据：扣除不确定度")
    assert (found["proposed"], found["verdict"]) == ("不合格项", "合格项")


def a_standard(call: Caller, number: str, first: str, most: str, **values: Any) -> None:
    row = {"item_name": "铅", "standard_no": number, "in_force_from": first, "max_limit": most}
    call("/standards", "管理员", limit=row | {"limit_unit": "mg/kg"} | values)


def test_the_standard_in_force_on_the_production_date_counts(office: Engine, api: Client) -> None:
    call = caller(api)
    a_standard(call, "GB 1-2010", "2010-01-01", "0.5", in_force_until="2023-01-31")
    a_standard(call, "GB 1-2023", "2023-02-01", "0.2", comparison="修约值比较法")
    bare = LEAD | {"result": "0.24"}
    for produced, standard, verdict in (
        ("2023-01-31", "GB 1-2010 第1版", "合格项"),
        ("2023-02-01", "GB 1-2023 第1版", "合格项"),
    ):
        number = lab.received(office, produced_on=date.fromisoformat(produced))
        found = judged(call, number, **bare)
        assert (found["standard"], found["judged_on"], found["verdict"]) == (standard, produced, verdict)
        assert ("修约为 0.2" in found["explanation"]) is (standard == "GB 1-2023 第1版")
    key = {"item_name": "铅", "standard_no": "GB 1-2023", "in_force_from": "2023-02-01"}
    limit = key | {"max_limit": "0.1", "limit_unit": "mg/kg", "comparison": "修约值比较法"}
    tag = {"If-Match": api.get(f"{BASE}/standards/versions", params=key).headers["etag"]}
    assert api.post(f"{BASE}/standards", json={"limit": limit}, headers=tag).is_success
    found = judged(call, lab.received(office, sample_name="面包"), **bare)
    assert (found["standard"], found["verdict"]) == ("GB 1-2023 第2版", "不合格项")


def test_the_standard_says_by_which_method_its_limits_are_compared(office: Engine, api: Client) -> None:
    call = caller(api)
    a_standard(call, "GB 1-2010", "2010-01-01", "0.2")
    number = lab.received(office)
    path = f"/work/tests/{number}/enter"
    rounded = LEAD | {"result": "0.24", "comparison": "修约值比较法"}
    assert refusal(api, path, ENTERER, findings=[rounded]) == "comparison-other"
    for method in (None, "全数值比较法"):
        found = judged(call, number, **rounded | {"comparison": method})
        assert (found["verdict"], found["standard"]) == ("不合格项", "GB 1-2010 第1版")


@pytest.mark.parametrize(
    ("values", "day", "judged_by"),
    [
        ({"produced_on": None, "date_kind": None}, "2023-03-01", "抽样日期"),
        ({"produced_on": date(2023, 2, 20), "date_kind": "购进日期"}, "2023-02-20", "购进日期"),
    ],
)
def test_farm_produce_without_a_production_date_says_which_day_stands_in(
    office: Engine, api: Client, values: dict[str, Any], day: str, judged_by: str
) -> None:
    call = caller(api)
    a_standard(call, "GB 1-2010", "2010-01-01", "0.5")
    number = lab.received(office, category="食用农产品", sample_name="青菜", **values)
    found = judged(call, number, **LEAD, result="0.1")
    assert (found["judged_on"], found["judged_by"]) == (day, judged_by)
    call(f"/work/tests/{number}/verify", VERIFIER)
    issued = call(f"/work/tests/{number}/issue", SIGNER, report_no="合1", conclusion="合格", on="2023-03-20")
    (report,) = issued["content"]["reports"]
    assert (report["judged_on"], report["judged_by"]) == (day, judged_by)


def test_three_people_stand_behind_a_report_and_a_correction_keeps_the_first(
    office: Engine, api: Client
) -> None:
    call = caller(api)
    number = lab.received(office)
    path = f"/work/tests/{number}"
    judged(call, number, **LEAD, result="0.9", max_limit="0.5")
    assert refusal(api, f"{path}/verify", ENTERER) == "same-person"
    call(f"{path}/verify", VERIFIER)
    report = {"report_no": "合1", "conclusion": "不合格", "on": "2023-03-20"}
    for one in (ENTERER, VERIFIER):
        assert refusal(api, f"{path}/issue", one, **report) == "same-person"
    file = attached(api, number)
    call(f"{path}/issue", SIGNER, **report, file=file)
    reopened = {"reason": "合成数据：抄录有误"}
    assert refusal(api, f"{path}/reopen", SIGNER) == "reason-missing"
    call(f"{path}/reopen", SIGNER, **reopened)
    judged(call, number, **LEAD, result="0.09", max_limit="0.5")
    call(f"{path}/verify", VERIFIER)
    after = call(f"{path}/reissue", SIGNER, report_no="合1更", conclusion="合格", on="2023-03-24", **reopened)
    told = [
        (one["version"], one["report_no"], one["verdict"], one["issued_on"], one["findings"][0]["result"])
        for one in after["content"]["reports"]
    ]
    assert told == [(1, "合1", "不合格", "2023-03-20", "0.9"), (2, "合1更", "合格", "2023-03-24", "0.09")]
    assert after["content"]["reports"][0]["file"] == file
    assert [(one["clock"], one["due"]) for one in after["clocks"]] == [
        ("report", "2023-03-31"),
        ("submit-unqualified", "2023-03-22"),
        ("submit-qualified", "2023-04-04"),
    ]


def test_serious_harm_is_reported_within_24_hours(office: Engine, api: Client) -> None:
    call = caller(api)
    number = lab.received(office)
    path = f"/work/tests/{number}"
    at = "2023-03-10T09:30:00"
    assert refusal(api, f"{path}/report-harm", ENTERER, moment=at) == "harm-not-confirmed"
    confirmed = call(f"{path}/confirm-harm", VERIFIER, moment=at, reason="合成数据：铅超标")
    urgent = confirmed["clocks"][-1]
    assert (urgent["clock"], urgent["due"]) == ("submit-urgent", "2023-03-11T09:30:00")
    asked = f"{BASE}/work/due?as_of=2023-03-12"
    standing = [one["standing"] for one in api.get(asked).json()["items"] if one["clock"] == "submit-urgent"]
    assert standing == ["逾期"]
    told = call(f"{path}/report-harm", ENTERER, moment="2023-03-11T09:30:00")
    assert told["clocks"][-1]["stopped"] == "2023-03-11T09:30:00"
    asked = f"{BASE}/work/due?as_of=2023-03-12&done_since=2023-03-01"
    standing = [one["standing"] for one in api.get(asked).json()["items"] if one["clock"] == "submit-urgent"]
    assert standing == ["按期完成"]


def attached(api: Client, number: str) -> dict[str, Any]:
    """A report as PDF, attached to the test; what a report says of it."""
    drawn = io.BytesIO()
    page = Canvas(drawn)
    page.drawString(72, 720, "synthetic report")
    page.save()
    label = {"owner_kind": "test", "owner_no": number, "name": "合成数据报告.pdf"}
    told = {"X-Actor": quote(SIGNER), "Content-Type": "application/pdf"}
    sent = api.post(f"{BASE}/work/attachments", content=drawn.getvalue(), params=label, headers=told)
    assert sent.is_success, sent.text
    digest = hashlib.sha256(drawn.getvalue()).hexdigest()
    assert sent.json()["content"]["sha256"] == digest
    return {"sha256": digest, "name": "合成数据报告.pdf", "size": len(drawn.getvalue())}


def test_the_report_as_pdf_is_attached_and_known_by_its_hash(office: Engine, api: Client) -> None:
    call = caller(api)
    number = lab.received(office)
    judged(call, number, **LEAD, result="0.1", max_limit="0.5")
    call(f"/work/tests/{number}/verify", VERIFIER)
    file = attached(api, number)
    report = {"report_no": "合1", "conclusion": "合格", "on": "2023-03-20", "file": file}
    issued = call(f"/work/tests/{number}/issue", SIGNER, **report)
    assert issued["content"]["reports"][0]["file"] == file
