"""A stored choice as a text that its visitor can keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sayso.app.ports import StoredRecord

NOT_SEALED = (
    "This choice is stored durably at the position above. It is not yet sealed by the ledger:",
    "no signed checkpoint covers it, so this text alone proves nothing to a third party.",
)


def receipt_text(stored: StoredRecord, property_name: str) -> str:
    """Return the receipt of *stored* as plain text."""
    return "\n".join(_lines(stored, property_name)) + "\n"


def _lines(stored: StoredRecord, property_name: str) -> Iterator[str]:
    record = stored.record
    yield "Sayso receipt"
    yield ""
    for label, value in (
        ("record", record.id),
        ("position", str(stored.position)),
        ("property", f"{record.property} ({property_name})"),
        ("visitor", record.visitor),
        ("how", f"{record.how} {record.service or ''}".strip()),
        ("given", f"{_moment(record.given)} (by the visitor's clock)"),
        ("received", f"{_moment(record.received)} (by the server's clock)"),
        ("region", _region(record.region, record.region_claimed)),
        ("regime", f"{record.regime}, law data of {record.law_version}"),
        ("catalog", f"{record.version}, question {record.question}"),
        ("language", record.language),
        ("texts shown", record.notice or "none; the browser's signal answered"),
        ("signals", _signals(stored)),
        ("page", record.page or "not said"),
    ):
        yield f"{label:<12} {value}"
    yield ""
    yield "What held from then on:"
    width = max((len(purpose) for purpose in record.outcomes), default=0)
    for purpose, outcome in record.outcomes.items():
        answer = {True: "allowed", False: "refused", None: "not asked"}[record.answers.get(purpose)]
        yield f"  {purpose:<{width}}  {outcome.state:<10}  {outcome.reason:<10}  answer: {answer}"
    if record.despite_signal:
        yield "  Allowed after being told that the browser sends an opt-out signal."
    yield ""
    yield from NOT_SEALED


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _region(found: str, claimed: str | None) -> str:
    return f"{found} (the page said {claimed})" if claimed else found


def _signals(stored: StoredRecord) -> str:
    seen = stored.record.signals
    names = {
        "Global Privacy Control in the page": seen.gpc,
        "Sec-GPC header": seen.sec_gpc,
        "Do Not Track": seen.dnt,
    }
    return ", ".join(name for name, on in names.items() if on) or "none"
