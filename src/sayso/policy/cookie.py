"""The cookie ``sayso``: a visitor's choice in at most 200 bytes.

Format and meaning are in ``docs/reference/cookie.md``; the browser client
reads and writes the same, and ``tests/vectors/cookie.jsonl`` holds the two
together. Whether a choice still stands is for ``decide`` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sayso.policy.decide import Choice, How
from sayso.policy.plan import Plan

COOKIE = "sayso"
LONGEST = 200
MAX_AGE_DAYS = 395  # 13 months; the regime's own lifetimes are inside ``decide``

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_VALUE = re.compile(
    r"1\.(accept|refuse|save|signal|withdraw|close)"
    r"\.([0-9a-z]{1,7})"  # seven digits of base 36 end before the year 9999 does
    r"\.([0-9a-f]{8})"
    r"\.([A-Za-z0-9_-]{22})"
    r"\.([A-Za-z0-9_-]{22})"
    r"\.([01])"
    r"\.((?:[0-9a-z]{4})*)"
    r"\.((?:[0-9a-z]{4})*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class StoredChoice:
    """A choice as a browser keeps it.

    Attributes:
        choice: What was answered, and when.
        visitor: 22 base64url characters, a pseudonym of this browser for one property.
        record: 22 base64url characters, the id of the consent record.
    """

    choice: Choice
    visitor: str
    record: str


def read_cookie(value: str, plan: Plan) -> StoredChoice | None:
    """Return the choice that the cookie's *value* holds, or None if it holds none.

    Codes that no purpose of the plan has are passed over. A purpose that stands
    on both sides counts as refused. Never raises.
    """
    match = _VALUE.fullmatch(value) if len(value) <= LONGEST else None
    if match is None:
        return None
    how, given, question, visitor, record, despite, granted, refused = match.groups()
    by_code = {rule.code: rule.purpose for rule in plan.rules}
    answers = dict.fromkeys(_codes(granted), True) | dict.fromkeys(_codes(refused), False)
    choice = Choice(
        given=datetime.fromtimestamp(int(given, 36), UTC),
        question=question,
        purposes={by_code[code]: answer for code, answer in answers.items() if code in by_code},
        despite_signal=despite == "1",
        how=cast(How, how),
    )
    return StoredChoice(choice, visitor, record)


def write_cookie(stored: StoredChoice, plan: Plan) -> str:
    """Return the value that ``read_cookie`` reads as *stored*.

    Purposes are written in the plan's order; those the plan does not have are
    dropped.

    Raises:
        ValueError: *stored* has no such form: an expired choice, an id of
            another length, more purposes than 200 bytes can hold.
    """
    choice = stored.choice
    codes: dict[bool, str] = {True: "", False: ""}
    for rule in plan.rules:
        if rule.purpose in choice.purposes:
            codes[choice.purposes[rule.purpose]] += rule.code
    given = _base36(int(choice.given.timestamp()))
    parts = ("1", choice.how, given, choice.question, stored.visitor, stored.record)
    value = ".".join((*parts, "01"[choice.despite_signal], codes[True], codes[False]))
    if len(value) > LONGEST or not _VALUE.fullmatch(value):
        raise ValueError(f"no cookie of at most {LONGEST} bytes can hold this choice: {value!r}")
    return value


def _codes(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def _base36(number: int) -> str:
    text = ""
    while number > 0:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
