"""What an edition stands on beside its values: the snapshot, who signed, evidence, reviewers' findings, remedies.

Plain data, as `reports.model`; the editions of part 1 had none of it, so that everything here may be absent. Without
a `Standing` an edition is a draft that nobody has frozen, and every page says so (未冻结草稿).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Signature:
    """Who stands for the figures. `measures` are the codes that a department signed for, empty: all of them.

    A department that signed `on_paper` is told with who noted the paper here: that is not who signed.
    """

    role: str  # 编制, 审定, 部门会签
    name: str
    organisation: str
    on: date
    measures: tuple[str, ...] = ()
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The snapshot that an edition is made from. `catalogue`, `calendar`, `population` name what was in force."""

    snapshot: str
    frozen_on: date
    signatures: tuple[Signature, ...]
    values_sha256: str
    rows_sha256: str
    reason: str = ""
    before: str | None = None  # the snapshot that this one follows


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that differs from the edition submitted before; texts as printed, a dash where there was none."""

    measure: str
    area: str
    was: str
    now: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """One document of evidence (佐证材料) and the measures that it serves. `pages` None: not a paged document.

    `references` tells for a measure which pages matter (第3—5页), where somebody has said so.
    """

    no: str
    title: str
    document_number: str
    issuer: str
    issued_on: date | None
    pages: int | None
    secrecy: str
    file_name: str
    sha256: str
    measures: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()
    area: str | None = None  # of the unit that handed it in


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """What a measure must have and does not."""

    measure: str
    requirement: str


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """A finding of a reviewer (审核意见) with its answer as it stands."""

    no: str
    raised_on: date
    raised_by: str
    subject: str  # the indicator, figure or document in words
    measure: str | None
    words: str
    due_on: date | None
    state: str
    answer: str = ""
    answered_on: date | None = None
    area: str | None = None  # of the figure, where it is about one


@dataclass(frozen=True, slots=True)
class Remedy:
    """A line of the list of what is to be put right (整改清单)."""

    measure: str
    cause: str
    action: str
    department: str
    due_on: date
    state: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation that stays with a filed figure: which check found it odd, and why it is right."""

    measure: str
    area: str
    quarter: str
    check: str
    words: str


@dataclass(frozen=True, slots=True)
class Filing:
    """How many returns of a measure that a unit filed stand so (按时提交, 逾期未报, …) on the assessment's day."""

    measure: str
    area: str
    standing: str
    count: int


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything beside the values, as the report prints it."""

    standing: Standing | None = None
    evidence: tuple[EvidenceDocument, ...] = ()
    missing: tuple[MissingEvidence, ...] = ()
    findings: tuple[ReviewFinding, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    explanations: tuple[Explained, ...] = ()
    filings: tuple[Filing, ...] = ()
    submitted: str | None = None  # the number of the edition that `changes` compare with
    changes: tuple[ChangedFigure, ...] = ()
