"""Every kind of record that is worked on, by code."""

from typing import Any

from domain.attachments.kind import ATTACHMENT
from domain.cases.kind import CASE
from domain.custody.kind import CUSTODY
from domain.disposals.kind import DISPOSAL, LETTER
from domain.draw.kind import DRAW
from domain.evidence.kind import EVIDENCE
from domain.follow_ups.kind import FOLLOW_UP
from domain.inspection_plans.kind import INSPECTION_PLAN
from domain.plans.kind import PLAN
from domain.remarks.kind import REMARK
from domain.remedies.kind import REMEDY
from domain.returns.kind import RETURN
from domain.reviews.kind import OBJECTION, REINSPECTION
from domain.sheets.attempts import ATTEMPT
from domain.sheets.blocks import BLOCK
from domain.sheets.kind import SHEET
from domain.snapshots.kind import SIGN_OFF, SNAPSHOT
from domain.supervision.kind import INSPECTION, PROBLEM, SELF_REPORT
from domain.testing.kind import TEST
from domain.work.kind import Kind

KINDS: dict[str, Kind[Any]] = {
    kind.code: kind
    for kind in (
        PLAN,
        SHEET,
        BLOCK,
        ATTEMPT,
        CUSTODY,
        TEST,
        REINSPECTION,
        OBJECTION,
        DISPOSAL,
        LETTER,
        FOLLOW_UP,
        INSPECTION,
        SELF_REPORT,
        PROBLEM,
        CASE,
        DRAW,
        INSPECTION_PLAN,
        RETURN,
        SNAPSHOT,
        SIGN_OFF,
        REMARK,
        REMEDY,
        EVIDENCE,
        ATTACHMENT,
    )
}
