"""Printed forms over HTTP."""

from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from domain.sheets.content import BlockReservation
from sampling.sheets.blocks import reserve_block
from sampling.sheets.filling import draft_sheet
from tests.api.stored import store, store_areas
from tests.factories.served import Application
from tests.factories.work import at_work
from tests.integration.plans.test_plans import a_sheet
from tests.life.registers import an_organisation


def test_forms_of_a_sheet_and_a_pad_of_blank_ones(
    engine: Engine, tmp_path: Path, application: Application
) -> None:
    store_areas(engine)
    store(engine, "organisations", an_organisation("A01", "市场监督管理局"))
    with at_work(engine) as op:
        sheet_no = draft_sheet(op, a_sheet(None)).no
        wanted = BlockReservation(
            area_code="320412", organisation="A01", level="县抽", year=2026, holder="合成数据平板", count=3
        )
        block = reserve_block(op, wanted).no
    app = application(engine, packages_folder=tmp_path)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        for form in ("sheet", "notice", "seals", "transfer"):
            answer = client.get(f"/api/v1/work/sheets/{sheet_no}/forms/{form}")
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF-")
        unknown = client.get(f"/api/v1/work/sheets/{sheet_no}/forms/x")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "form-not-found")
        assert client.get("/api/v1/work/sheets/没有/forms/sheet").status_code == 404
        pad = client.get(f"/api/v1/work/sheet-blocks/{block}/forms")
        assert pad.content.count(b"/Type /Page\n") == 3 or pad.content.count(b"/Type /Page ") == 3
        assert pad.status_code == 200


@pytest.mark.parametrize("number", ["没有"])
def test_a_pad_of_an_unknown_block_is_refused(
    engine: Engine, tmp_path: Path, number: str, application: Application
) -> None:
    app = application(engine, packages_folder=tmp_path)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.get(f"/api/v1/work/sheet-blocks/{number}/forms").status_code == 404
