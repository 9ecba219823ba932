"""Plain HTML forms that give a choice without JavaScript."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request

from sayso.app.collect import Circumstances
from sayso.app.submission import PostedSignals, Submission
from sayso.errors import StorageError, SubmissionError
from sayso.policy.cookie import COOKIE, MAX_AGE_DAYS, StoredChoice, write_cookie
from sayso.policy.decide import Choice, How
from sayso.web.identity import new_record, new_visitor, short_record
from sayso.web.limits import read_body, refuse_foreign_origin, refuse_too_many
from sayso.web.request import headers_of
from sayso.web.site import Site
from sayso.web.view import Visit, visit_of

FIELDS = 200


@dataclass(frozen=True, slots=True)
class Given:
    """What a form came to.

    Attributes:
        visit: The visit the form was sent in.
        cookie: The ``Set-Cookie`` header that makes the choice hold.
        recorded: The choice is durable. False only for a refusal: that holds
            even while the database cannot keep it.
    """

    visit: Visit
    cookie: str
    recorded: bool


async def give_preferences(site: Site, property_id: str, request: Request) -> Given:
    """Take the preference form: every switch, or all at once.

    Raises:
        SubmissionError: The form is not ours, too old, or not as expected.
        StorageError: A grant could not be kept, so it does not hold.
    """
    visit, fields = await _opened(site, property_id, request)
    answerable = visit.open_purposes()
    how = fields.get("how", "save")
    if how == "accept":
        return await _give(visit, "accept", dict.fromkeys(answerable, True), fields)
    if how in ("refuse", "withdraw"):
        act: How = "withdraw" if how == "withdraw" else "refuse"
        return await _give(visit, act, dict.fromkeys(answerable, False), fields)
    return await _give(visit, "save", _switched(visit, fields, answerable), fields)


async def give_opt_out(site: Site, property_id: str, request: Request) -> Given:
    """Take the *Do Not Sell* switch: opt out of all it covers, or allow it again.

    Raises:
        SubmissionError: The form is not ours, too old, or not as expected.
        StorageError: A grant could not be kept, so it does not hold.
    """
    visit, fields = await _opened(site, property_id, request)
    sold, wish = visit.sold_purposes(), fields.get("do")
    if wish not in ("opt-out", "allow") or not sold:
        raise SubmissionError("bad-value", 'Expected "do" to be opt-out or allow.', path="do")
    if wish == "allow" and visit.plan.model == "opt-in":
        raise SubmissionError(
            "bad-value", "Where you are, consent is given on the preferences page.", path="do"
        )
    return await _give(
        visit, "save", standing(visit) | dict.fromkeys(sold, wish == "allow"), fields
    )


def standing(visit: Visit) -> dict[str, bool]:
    """Return the earlier answers that a new answer about other purposes leaves in force.

    A consent that has lapsed must not come back to life by being written down again.
    """
    if visit.stored is None:
        return {}
    kept: dict[str, bool] = {}
    for purpose, granted in visit.stored.choice.purposes.items():
        outcome = visit.decision.outcome(purpose)
        if outcome.reason not in ("necessary", "prohibited") and (
            not granted or outcome.reason == "choice"
        ):
            kept[purpose] = granted
    return kept


def form_token(property_id: str, form_cookie: str) -> str:
    """Return what the form must send along to show that it came from our page.

    Another site can neither read the cookie nor send a form with it (it is
    ``SameSite=Strict``), so it cannot know this value.
    """
    return hashlib.sha256(f"sayso form\n{property_id}\n{form_cookie}".encode()).hexdigest()


def choice_cookie(value: str, *, secure: bool, domain: str | None) -> str:
    """Return the ``Set-Cookie`` header for the choice; docs/reference/cookie.md."""
    header = f"{COOKIE}={value}; Path=/; Max-Age={MAX_AGE_DAYS * 86_400}; SameSite=Lax"
    header += f"; Domain={domain}" if domain else ""
    return header + ("; Secure" if secure else "")


async def _opened(site: Site, property_id: str, request: Request) -> tuple[Visit, dict[str, str]]:
    headers = headers_of(request.scope)
    visit = visit_of(site, property_id, request)
    _refuse_foreign_form(headers, visit)
    refuse_too_many(site.rate, site.front.address(request.scope, headers))
    fields = _fields(headers, await read_body(request.receive, headers))
    expected = form_token(property_id, visit.form)
    if not visit.form or not hmac.compare_digest(expected, fields.get("token", "")):
        raise SubmissionError(
            "stale-form",
            "Expected the form of this page as it was sent. Open the page again, with cookies on.",
            path="token",
            status=403,
        )
    if fields.get("version") != visit.plan.version:
        raise SubmissionError(
            "stale-form",
            "The question has changed since the page was loaded. Open it again and answer anew.",
            path="version",
            status=409,
        )
    return visit_of(site, property_id, request, lang=fields.get("lang", "")), fields


def _refuse_foreign_form(headers: Mapping[str, str], visit: Visit) -> None:
    refuse_foreign_origin(headers, (), visit.host)
    if headers.get("sec-fetch-site", "same-origin") != "same-origin" or not visit.here:
        raise SubmissionError(
            "foreign-origin",
            "This form can only be sent from the page it is on, on the property's own site.",
            status=403,
        )


def _fields(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise SubmissionError(
            "not-a-form", f'Expected an HTML form; found "{content_type[:60]}".', status=415
        )
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise SubmissionError(
            "not-a-form", f"Expected an HTML form of up to {FIELDS} fields."
        ) from None
    return {name: values[-1] for name, values in fields.items()}


def _switched(
    visit: Visit, fields: Mapping[str, str], answerable: tuple[str, ...]
) -> dict[str, bool]:
    catalog = visit.site.edition.catalog
    switches = {each: catalog.purposes[each].group or each for each in answerable}
    return {purpose: f"switch-{switch}" in fields for purpose, switch in switches.items()}


async def _give(
    visit: Visit, how: How, answers: dict[str, bool], fields: Mapping[str, str]
) -> Given:
    site, now = visit.site, visit.site.clock()
    stored = StoredChoice(
        Choice(
            given=now,
            question=visit.plan.question,
            purposes=answers,
            # Only a page that said so before may count as having told the visitor.
            despite_signal=visit.decision.signal_honored
            and fields.get("told") == "1"
            and any(answers.values()),
            how=how,
        ),
        visitor=visit.stored.visitor if visit.stored else new_visitor(),
        record=short_record(record := new_record(now)),
    )
    cookie = choice_cookie(
        write_cookie(stored, visit.plan),
        secure=visit.secure,
        domain=site.edition.catalog.settings.cookie_domain,
    )
    try:
        await site.collector.take(
            visit.property.id,
            _submission(visit, stored, record),
            Circumstances(visit.region, visit.signal.gpc, now, screen="panel"),
        )
    except StorageError:
        if any(answers.values()):
            raise
        return Given(visit, cookie, recorded=False)
    site.counts["choices", how] += 1
    return Given(visit, cookie, recorded=True)


def _submission(visit: Visit, stored: StoredChoice, record: str) -> Submission:
    choice = stored.choice
    scheme = "https" if visit.secure else "http"
    return msgspec.convert(
        {
            "record": record,
            "visitor": stored.visitor,
            "question": choice.question,
            "version": visit.plan.version,
            "region": visit.region,
            "language": visit.language,
            "how": choice.how,
            "purposes": choice.purposes,
            "given": choice.given,
            "despite_signal": choice.despite_signal,
            "signals": PostedSignals(gpc=visit.signal.gpc, dnt=visit.signal.dnt),
            "page": f"{scheme}://{visit.host}{visit.path}",
        },
        Submission,
    )
