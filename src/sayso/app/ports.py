"""What the application asks of a database, and the values that cross that line.

An implementer keeps the promises in the docstrings; ``tests/store`` holds every
backend to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from sayso.policy.decide import How, Reason
from sayso.policy.plan import State


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    """What held for one purpose once the visitor had answered, and why."""

    state: State
    reason: Reason


@dataclass(frozen=True, slots=True)
class RecordedSignals:
    """The opt-out signals as seen, before any law was asked what they mean.

    Attributes:
        gpc: The page saw ``navigator.globalPrivacyControl``.
        dnt: The page saw Do Not Track.
        sec_gpc: The request that carried the choice had ``Sec-GPC: 1``.
    """

    gpc: bool
    dnt: bool
    sec_gpc: bool


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One choice as it is kept: what was asked, answered and made of it.

    Holds no address and no user agent. ``page`` is origin and path alone.

    Attributes:
        id: UUIDv7 in its canonical text, made by whoever gave the choice.
        property: The property's id.
        version: The catalog version that asked.
        question: The question's version that was answered.
        notice: SHA-256 of the texts that were on screen, or None if nothing was
            (a browser's signal answered).
        regime: Code of the law that applied.
        law_version: The day the law data was last checked, ISO.
        region: Where the server found the visitor to be.
        region_claimed: Where the client said so, if that differs.
        language: BCP 47 tag of the texts.
        visitor: The visitor's pseudonym on this property.
        answers: Purpose id to granted or refused, as given.
        outcomes: Purpose id to what held from then on.
        how: The act that gave the choice; ``embed`` if the visitor had one
            service loaded by itself and answered nothing else.
        despite_signal: Granted after being told that a signal was on.
        signals: The signals as seen.
        page: Where it was given, or an empty string if the client did not say.
        given: By the visitor's clock.
        received: By the server's clock.
        service: What was loaded by itself: a service's id, or the host of one
            that the catalog does not know. None for every other act.
    """

    id: str
    property: str
    version: str
    question: str
    notice: str | None
    regime: str
    law_version: str
    region: str
    region_claimed: str | None
    language: str
    visitor: str
    answers: Mapping[str, bool]
    outcomes: Mapping[str, RecordedOutcome]
    how: How | Literal["embed"]
    despite_signal: bool
    signals: RecordedSignals
    page: str
    given: datetime
    received: datetime
    service: str | None = None

    def same_choice(self, other: ConsentRecord) -> bool:
        """Return whether *other* holds the same choice, perhaps received another time.

        A client that got no answer sends the choice again. By then the server's
        clock, its view of the place and the signal header may have moved on.
        """
        return self._as_sent() == other._as_sent()

    def _as_sent(self) -> ConsentRecord:
        return replace(
            self,
            region=self.region_claimed or self.region,
            region_claimed=None,
            regime="",
            law_version="",
            notice=None,
            outcomes={},
            signals=replace(self.signals, sec_gpc=False),
            received=self.given,
        )


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A consent record and the position it has for ever."""

    position: int
    record: ConsentRecord


@dataclass(frozen=True, slots=True)
class Publication:
    """A catalog as it was published.

    Attributes:
        version: Hash of ``canonical``.
        canonical: The catalog's canonical bytes.
        questions: Property id to the version of the question it asks.
        published: When it last became the one that is served.
    """

    version: str
    canonical: bytes
    questions: Mapping[str, str]
    published: datetime


class ConsentStore(Protocol):
    """The published catalogs and the consent records of one publisher.

    Methods may be called from several threads. Positions start at 0, have no
    gaps, and follow the order in which records became durable. A position, once
    returned, belongs to that record for ever. Whatever cannot be done raises
    ``StorageError`` and leaves nothing half-written; the same call may succeed
    later.
    """

    async def append(self, record: ConsentRecord) -> int:
        """Store *record* durably and return its position.

        When this returns, a power cut loses nothing. Appending the same choice
        twice returns the first position both times and keeps the first record.

        Raises:
            SubmissionError: ``record-exists``; the id belongs to another choice.
            StorageError: The database refused, or too many already wait.
        """
        ...

    def append_and_wait(self, record: ConsentRecord) -> int:
        """Do as ``append`` for callers without an event loop."""
        ...

    def record(self, record_id: str) -> StoredRecord | None:
        """Return the record with that id, or None."""
        ...

    def publish(self, publication: Publication) -> bool:
        """Make *publication* the latest; return False if it already was.

        A version published before becomes the latest again.
        """
        ...

    def publication(self, version: str) -> Publication | None:
        """Return the catalog published under *version*, or None."""
        ...

    def latest(self, count: int = 1) -> tuple[Publication, ...]:
        """Return up to *count* publications, the one in force first."""
        ...

    async def check_writable(self) -> None:
        """Return once a write has become durable, else raise ``StorageError``."""
        ...

    def figures(self) -> Mapping[str, int]:
        """Return ``commits``, ``failures`` and ``waiting`` writes, for operators."""
        ...

    def close(self) -> None:
        """Finish what waits, then let go of the database. May be called twice."""
        ...
