"""A posted choice: what it must look like, and where it does not.

``read_submission`` knows shapes only. Whether the purposes exist and the question
was ever asked is for ``sayso.app.collect``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from sayso.errors import SubmissionError

ClientHow = Literal["accept", "refuse", "save", "signal", "withdraw", "close", "embed"]

_UUID7 = r"\A[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"
_VISITOR = r"\A[A-Za-z0-9_-]{22}\Z"
_HASH = r"\A[0-9a-f]{8}\Z"
_REGION = r"\A[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?\Z"
_LANGUAGE = r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
_SLUG = r"\A[a-z][a-z0-9-]*\Z"

_SERVICE = r"\A[a-z0-9][a-z0-9.-]*\Z"

Slug = Annotated[str, msgspec.Meta(pattern=_SLUG, max_length=40)]


class PostedSignals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The opt-out signals the page saw."""

    gpc: bool = False
    dnt: bool = False


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A choice as a client sends it; see ``docs/reference/http.md``."""

    record: Annotated[str, msgspec.Meta(pattern=_UUID7)]
    visitor: Annotated[str, msgspec.Meta(pattern=_VISITOR)]
    question: Annotated[str, msgspec.Meta(pattern=_HASH)]
    version: Annotated[str, msgspec.Meta(pattern=_HASH)]
    region: Annotated[str, msgspec.Meta(pattern=_REGION)]
    language: Annotated[str, msgspec.Meta(pattern=_LANGUAGE, max_length=35)]
    how: ClientHow
    purposes: Annotated[dict[Slug, bool], msgspec.Meta(max_length=64)]
    given: Annotated[datetime, msgspec.Meta(tz=True)]
    despite_signal: bool = False
    signals: PostedSignals = PostedSignals()
    page: Annotated[str, msgspec.Meta(max_length=2048)] = ""
    service: Annotated[str, msgspec.Meta(pattern=_SERVICE, max_length=253)] | None = None


EXPECTED: Mapping[str, str] = {
    "record": "a UUIDv7 in lower-case canonical text",
    "visitor": "22 characters of base64url",
    "question": "8 lower-case hexadecimal digits",
    "version": "8 lower-case hexadecimal digits",
    "region": 'an ISO 3166 code such as "FR" or "US-CA"',
    "language": 'a BCP 47 tag such as "en"',
    "how": "accept, refuse, save, signal, withdraw, close or embed",
    "purposes": "an object of up to 64 purpose ids with true or false",
    "given": "an RFC 3339 time with its offset, such as 2026-11-24T10:00:00Z",
    "despite_signal": "true or false",
    "signals": 'an object such as {"gpc": false, "dnt": false}',
    "page": "an address of up to 2048 characters",
    "service": "the id of a service, or a host that no service claims",
}

_FIELDS = {field.name: field for field in msgspec.structs.fields(Submission)}
_decode = msgspec.json.Decoder(Submission).decode


def read_submission(body: bytes) -> Submission:
    """Return the choice in *body*, its page cut down to origin and path.

    Raises:
        SubmissionError: ``not-json``, ``missing-field``, ``unknown-field`` or
            ``bad-value``, with the path of the first value that is wrong.
    """
    try:
        submission = _decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise _first_problem(body) from None
    return msgspec.structs.replace(
        submission,
        page=origin_and_path(submission.page),
        given=_in_utc(submission.given),
    )


def origin_and_path(page: str) -> str:
    """Return *page* without query, fragment and credentials.

    Raises:
        SubmissionError: ``bad-value``; it is no http or https address.
    """
    if not page:
        return ""
    try:
        parts = urlsplit(page)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise _bad_value("page", "an http or https address, or nothing", page)
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}{'' if port is None else f':{port}'}{parts.path or '/'}"


def _in_utc(given: datetime) -> datetime:
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise _bad_value("given", EXPECTED["given"], given.isoformat()) from None


def _first_problem(body: bytes) -> SubmissionError:
    # msgspec's own texts are no contract of ours and change between its releases,
    # so the body is read again, loosely, to say in our words what is wrong.
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return SubmissionError(
            "not-json", "Expected a JSON object, found something that is not JSON."
        )
    if not isinstance(raw, dict):
        return SubmissionError("not-json", f"Expected a JSON object, found {_shown(raw)}.")
    return _missing_or_unknown(raw) or _wrong_value(raw)


def _missing_or_unknown(raw: dict[str, Any]) -> SubmissionError | None:
    for name, field in _FIELDS.items():
        if field.required and name not in raw:
            return SubmissionError(
                "missing-field", f'Expected "{name}": {EXPECTED[name]}; it is missing.', path=name
            )
    for name in raw:
        if name not in _FIELDS:
            known = ", ".join(_FIELDS)
            return SubmissionError(
                "unknown-field", f"Expected only these fields: {known}.", path=_short(name)
            )
    return None


def _wrong_value(raw: dict[str, Any]) -> SubmissionError:
    for name, value in raw.items():
        try:
            msgspec.convert(value, _FIELDS[name].type)
        except (msgspec.MsgspecError, RecursionError):
            return _bad_value(*_inside(name, value))
    return SubmissionError("not-json", "Expected a JSON object with each field once.")


def _inside(name: str, value: Any) -> tuple[str, str, Any]:
    """Return path, expectation and value of what is wrong under *name*."""
    if isinstance(value, dict) and name in ("purposes", "signals"):
        for key, flag in value.items():
            if not isinstance(flag, bool):
                return f"{name}.{_short(key)}", "true or false", flag
            if name == "purposes" and not (re.match(_SLUG, key) and len(key) <= 40):  # noqa: PLR2004
                return f"purposes.{_short(key)}", "the id of a purpose", key
    return name, EXPECTED[name], value


def _bad_value(path: str, expected: str, found: Any) -> SubmissionError:
    return SubmissionError("bad-value", f"Expected {expected}; found {_shown(found)}.", path=path)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    return _short(repr(value) if not isinstance(value, str) else f'"{value}"')


def _short(text: str, limit: int = 60) -> str:
    clean = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return clean if len(clean) <= limit else clean[:limit] + "…"
