"""Drawing the re-inspection laboratory: by chance, never the first one, and so that anybody can draw again."""

from collections.abc import Iterable

from domain.draw.stream import Stream, derive
from domain.reviews.content import LaboratoryDraw
from domain.reviews.errors import LaboratoryLacking

_LABEL = "shian-reinspection-1"


def draw_laboratory(record_no: str, first: str | None, listed: Iterable[str], nonce: str) -> LaboratoryDraw:
    """One of the listed laboratories but the first, each exactly as likely.

    The seed is HMAC-SHA-256 of the nonce over the record number and the candidates, so the nonce fits no other draw.
    Raises `LaboratoryLacking`.
    """
    candidates = tuple(sorted(set(listed) - {first}))
    if not candidates:
        raise LaboratoryLacking(first or "（不详）")
    return LaboratoryDraw(candidates=candidates, nonce=nonce, drawn=_drawn(record_no, candidates, nonce))


def is_as_drawn(record_no: str, draw: LaboratoryDraw) -> bool:
    """Whether drawing again from the published inputs gives the same laboratory."""
    return _drawn(record_no, draw.candidates, draw.nonce) == draw.drawn


def _drawn(record_no: str, candidates: tuple[str, ...], nonce: str) -> str:
    content = "\n".join((record_no, *candidates)).encode()
    return candidates[Stream(derive(bytes.fromhex(nonce), _LABEL, content)).below(len(candidates))]
