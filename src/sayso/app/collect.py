"""Take a visitor's choice: hold it against the catalog that asked, keep it durably.

The server works the outcomes out itself, with the same ``decide`` that the
browser used, so a record says what truly followed from the answer.
"""

from __future__ import annotations

import difflib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from sayso.app.edition import Edition
from sayso.app.ports import ConsentRecord, ConsentStore, RecordedOutcome, RecordedSignals
from sayso.app.submission import Submission
from sayso.catalog.model import Catalog
from sayso.errors import SubmissionError, UnknownQuestion
from sayso.policy.decide import Choice, How, Signal, decide
from sayso.policy.plan import Plan
from sayso.policy.resolve import canonical_region

Screen = Literal["notice", "panel"]
ShownTexts = Callable[[Edition, str, str, Screen], str]

CLOCK_AHEAD = timedelta(days=1)  # wrong time zones are common, a wrong year is not a clock
CLOCK_BEHIND = timedelta(days=395)  # as long as the cookie that holds the choice may live
EDITIONS = 16

REFUSING = frozenset({"refuse", "withdraw", "close"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the server saw around a choice.

    Attributes:
        region: Where the server found the visitor to be.
        sec_gpc: The request had ``Sec-GPC: 1``.
        received: By the server's clock, timezone-aware.
        screen: Which of our texts the visitor had before them.
    """

    region: str
    sec_gpc: bool
    received: datetime
    screen: Screen = "notice"


@dataclass(frozen=True, slots=True)
class Kept:
    """A choice that is durable now."""

    position: int
    record: ConsentRecord


class Collector:
    """Validates choices and appends their records to a store.

    Args:
        current: The edition in force, already published to *store*.
        store: Where records and older catalogs are.
        shown: Returns the SHA-256 of the texts of one screen, given edition,
            property, language and screen.
    """

    def __init__(self, current: Edition, store: ConsentStore, shown: ShownTexts) -> None:
        self.current = current
        self.store = store
        self._shown = shown
        self._older: OrderedDict[str, Edition] = OrderedDict()

    async def take(
        self, property_id: str, submission: Submission, circumstances: Circumstances
    ) -> Kept:
        """Return the position of the record, once it is durable.

        Raises:
            SubmissionError: What is wrong with the choice, with path and status.
            UnknownQuestion: No published catalog asks that question there.
            StorageError: It could not be kept; nothing was half-written.
        """
        edition = self._edition_that_asked(property_id, submission)
        record = consent_record(edition, property_id, submission, circumstances, self._shown)
        return Kept(await self.store.append(record), record)

    def _edition_that_asked(self, property_id: str, submission: Submission) -> Edition:
        edition = self._edition(submission.version)
        asked = edition.questions.get(property_id) if edition else None
        if edition is None or asked != submission.question:
            raise UnknownQuestion(submission.question)
        return edition

    def _edition(self, version: str) -> Edition | None:
        if version == self.current.version:
            return self.current
        if version in self._older:
            self._older.move_to_end(version)
            return self._older[version]
        publication = self.store.publication(version)
        if publication is None:
            return None
        self._older[version] = Edition.of(publication)
        if len(self._older) > EDITIONS:
            self._older.popitem(last=False)
        return self._older.get(version)


def consent_record(
    edition: Edition,
    property_id: str,
    submission: Submission,
    circumstances: Circumstances,
    shown: ShownTexts,
) -> ConsentRecord:
    """Return the record of *submission*, its outcomes worked out.

    The plan is that of the moment the choice was given, as far as the visitor's
    clock can be believed: never later than the moment it was received.

    Raises:
        SubmissionError: A value that the catalog or the law data does not know.
    """
    _refuse_odd_times(submission.given, circumstances.received)
    moment = min(submission.given, circumstances.received)
    plan = edition.plan(property_id, circumstances.region, moment.date())
    _refuse_unknown_language(submission.language, edition.catalog.properties[property_id].languages)
    _refuse_odd_answers(submission, plan)
    _refuse_odd_service(submission, edition.catalog, property_id)
    region, claimed = plan.region, canonical_region(submission.region)
    on_screen = submission.how not in ("signal", "embed")
    return ConsentRecord(
        id=submission.record,
        property=property_id,
        version=edition.version,
        question=submission.question,
        notice=shown(edition, property_id, submission.language, circumstances.screen)
        if on_screen
        else None,
        regime=plan.regime,
        law_version=plan.law_version,
        region=region,
        region_claimed=claimed if claimed != region else None,
        language=submission.language,
        visitor=submission.visitor,
        answers=submission.purposes,
        outcomes=_outcomes(edition, property_id, _Question.of(submission, circumstances, moment)),
        how=submission.how,
        despite_signal=submission.despite_signal,
        signals=RecordedSignals(
            submission.signals.gpc, submission.signals.dnt, circumstances.sec_gpc
        ),
        page=submission.page,
        given=submission.given,
        received=circumstances.received,
        service=submission.service,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """All that the outcomes of a choice depend on, besides the catalog."""

    region: str
    question: str
    answers: tuple[tuple[str, bool], ...]
    despite_signal: bool
    how: How | None
    signal: Signal
    given: date
    today: date

    @classmethod
    def of(
        cls, submission: Submission, circumstances: Circumstances, moment: datetime
    ) -> _Question:
        return cls(
            region=circumstances.region,
            question=submission.question,
            answers=tuple(submission.purposes.items()),
            despite_signal=submission.despite_signal,
            how=None if submission.how == "embed" else submission.how,
            signal=Signal(
                gpc=submission.signals.gpc or circumstances.sec_gpc, dnt=submission.signals.dnt
            ),
            given=submission.given.date(),
            today=moment.date(),
        )


# Visitors of a day answer in few ways, and ``decide`` looks at days only.
@lru_cache(maxsize=4096)
def _outcomes(
    edition: Edition, property_id: str, asked: _Question
) -> Mapping[str, RecordedOutcome]:
    choice = None
    if asked.how is not None:
        choice = Choice(
            given=datetime.combine(asked.given, time(), UTC),
            question=asked.question,
            purposes=dict(asked.answers),
            despite_signal=asked.despite_signal,
            how=asked.how,
        )
    plan = edition.plan(property_id, asked.region, asked.today)
    now = datetime.combine(asked.today, time(), UTC)
    decision = decide(plan, choice, now=now, signal=asked.signal)
    return {
        outcome.purpose: RecordedOutcome(outcome.state, outcome.reason)
        for outcome in decision.outcomes
    }


def _refuse_odd_times(given: datetime, received: datetime) -> None:
    if received - CLOCK_BEHIND <= given <= received + CLOCK_AHEAD:
        return
    raise SubmissionError(
        "bad-value",
        f"Expected a time at most 395 days ago and at most one day ahead of {received:%Y-%m-%dT%H:%M:%SZ}; "
        f"found {given.isoformat()}. Check the clock of the device.",
        path="given",
    )


def _refuse_unknown_language(language: str, offered: tuple[str, ...]) -> None:
    if language not in offered:
        raise SubmissionError(
            "unknown-language",
            f'Expected one of the property\'s languages ({", ".join(offered)}); found "{language}".',
            path="language",
        )


def _refuse_odd_answers(submission: Submission, plan: Plan) -> None:
    for purpose, granted in submission.purposes.items():
        rule = plan.rule(purpose)
        if rule is None:
            raise _unknown_purpose(purpose, plan)
        if rule.necessary:
            raise SubmissionError(
                "not-a-choice",
                f'"{purpose}" is strictly necessary, so there is nothing to answer. Leave it out.',
                path=f"purposes.{purpose}",
            )
        if granted and submission.how in REFUSING:
            raise SubmissionError(
                "contradiction",
                f'"{submission.how}" grants nothing, but "{purpose}" is true. '
                'Send how "save" for a mixed answer.',
                path=f"purposes.{purpose}",
            )


def _refuse_odd_service(submission: Submission, catalog: Catalog, property_id: str) -> None:
    """An ``embed`` names one service and answers nothing else; no other act names one."""
    service, embeds = submission.service, submission.how == "embed"
    if not embeds and service is None:
        return
    if not embeds or service is None or submission.purposes:
        raise SubmissionError(
            "contradiction",
            'Expected "service" with how "embed" and no purposes, and nowhere else. '
            "To answer for purposes, send another choice.",
            path="service",
        )
    host = "." in service and catalog.settings.unknown == "hold"
    if not host and service not in catalog.properties[property_id].services:
        raise SubmissionError(
            "unknown-service",
            f'The property has no service called "{service}". Look in the catalog.',
            path="service",
        )


def _unknown_purpose(purpose: str, plan: Plan) -> SubmissionError:
    known = [rule.purpose for rule in plan.rules if not rule.necessary]
    near = difflib.get_close_matches(purpose, known, n=1)
    hint = f'Did you mean "{near[0]}"?' if near else f"Expected one of: {', '.join(known)}."
    return SubmissionError(
        "unknown-purpose",
        f'No purpose is called "{purpose}". {hint}',
        path=f"purposes.{purpose}",
    )
