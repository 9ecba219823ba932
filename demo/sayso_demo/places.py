"""The places a visitor of the demo can pretend to come from."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A region as the start page offers it.

    Attributes:
        region: ISO 3166 code, ``ZZ`` for an unknown place.
        name: As a person would say it.
        who: What a visitor from there is called.
        expects: What the visitor should see, in a sentence.
    """

    region: str
    name: str
    who: str
    expects: str


DEFAULT_REGION = "US-CA"

PLACES = (
    Place(
        "US-CA",
        "California",
        "a Californian",
        "A notice that informs. Nothing waits for an answer, and one click opts out.",
    ),
    Place(
        "US-NY",
        "New York",
        "a New Yorker",
        "The same notice, under a law that asks for less. The publisher honors opt-outs anyway.",
    ),
    Place(
        "FR",
        "Paris",
        "a Parisian",
        "A question. Nothing loads before the answer, and no weighs as much as yes.",
    ),
    Place(
        "GB",
        "London",
        "a Londoner",
        "A question again, by British rules.",
    ),
    Place(
        "CA-QC",
        "Quebec",
        "a Quebecer",
        "A question: what identifies, locates or profiles is off until switched on.",
    ),
    Place(
        "ZZ",
        "An unknown place",
        "a stranger",
        "The strictest rules that Sayso knows.",
    ),
)

_REGION = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?")


def place_name(region: str) -> str:
    """Return the name people use for *region*, or the code itself."""
    return next((place.name for place in PLACES if place.region == region), region)


def region_from(text: str) -> str | None:
    """Return *text* as an upper-case region code, or None if it has not that shape."""
    return text.upper() if _REGION.fullmatch(text) else None
