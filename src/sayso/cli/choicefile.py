"""Reads a visitor's answer from a JSON file, for ``sayso explain --choice``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO, cast, get_args

from sayso.errors import SubmissionError
from sayso.policy.decide import Choice, How
from sayso.policy.plan import Plan

_KEYS = ("given", "question", "purposes", "despite_signal", "how")


def read_choice(file: TextIO, plan: Plan) -> Choice:
    """Return the choice that the JSON in *file* states.

    ``given`` is a day or a moment; without ``question`` it answers the present one.

    Raises:
        SubmissionError: No JSON, or a key, type or word that is not known.
    """
    try:
        values = json.load(file)
    except (ValueError, RecursionError) as error:
        raise _wrong("", f"expected JSON: {error}") from None
    if not isinstance(values, Mapping):
        raise _wrong("", "expected a JSON object.")
    for key in values:
        if key not in _KEYS:
            raise _wrong(key, f"nothing is called that. Known are {', '.join(_KEYS)}.")
    despite = values.get("despite_signal", False)
    if not isinstance(despite, bool):
        raise _wrong("despite_signal", f"expected true or false, found {despite!r}.")
    how = values.get("how", "save")
    if how not in get_args(How):
        raise _wrong("how", f"expected one of {', '.join(get_args(How))}, found {how!r}.")
    return Choice(
        given=_given(values.get("given")),
        question=str(values.get("question", plan.question)),
        purposes=_purposes(values.get("purposes"), plan),
        despite_signal=despite,
        how=cast(How, how),
    )


def _given(value: object) -> datetime:
    try:
        given = datetime.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        raise _wrong("given", f'expected a day such as "2026-06-01", found {value!r}.') from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _purposes(value: object, plan: Plan) -> dict[str, bool]:
    if not isinstance(value, Mapping):
        raise _wrong("purposes", 'expected an object such as {"audience": false}.')
    for purpose, answer in value.items():
        if plan.rule(purpose) is None:
            known = ", ".join(rule.purpose for rule in plan.rules)
            raise _wrong(f"purposes.{purpose}", f"no purpose is called that. Known are {known}.")
        if not isinstance(answer, bool):
            raise _wrong(f"purposes.{purpose}", f"expected true or false, found {answer!r}.")
    return dict(value)


def _wrong(path: str, message: str) -> SubmissionError:
    where = f"the choice: {path}" if path else "the choice"
    return SubmissionError("bad-choice", f"{where}: {message}", path=path)
