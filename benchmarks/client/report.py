"""What was measured, and how it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from clients import Client

COLUMNS = {
    "script": "script ms",
    "task": "task ms",
    "visible": "notice ms",
    "shift": "shift",
    "paint": "click ms",
    "script_again": "script 2",
    "task_again": "task 2",
    "gated": "gated ms",
}
# What the page itself costs is taken off these.
COSTS = ("script", "task", "script_again", "task_again")
CLOCKED = ("visible", "paint", "gated")


@dataclass
class Measured:
    """What was seen of one client: one number a round for each column, and its files."""

    client: Client
    latency: float
    rounds: dict[str, list[float]] = field(default_factory=dict)
    every: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    dialog: set[str] = field(default_factory=set)

    def add(self, **values: float) -> None:
        """Keep one more round's numbers."""
        for name, value in values.items():
            self.rounds.setdefault(name, []).append(value)

    def median(self, column: str) -> float | None:
        """Return the median of *column*, None if this client has nothing there."""
        return median(self.rounds[column]) if column in self.rounds else None

    def over(self, other: Measured, column: str) -> float | None:
        """Return the median of this over *other*, each round by itself: load changes."""
        ours, theirs = self.rounds.get(column), other.rounds.get(column)
        if not ours or not theirs or min(theirs) <= 0:
            return None
        return median(our / their for our, their in zip(ours, theirs, strict=True))


@dataclass(frozen=True)
class Weight:
    """Bytes over the wire in brotli 11, each part on top of the one before."""

    every: int
    notice: int
    dialog: int | None

    def summed(self) -> tuple[int, int, int | None]:
        """Return what has been loaded on any page, with the notice, with the dialog."""
        first = self.every + self.notice
        return self.every, first, None if self.dialog is None else first + self.dialog


def less_page(found: Mapping[str, Measured]) -> None:
    """Take what the page itself costs off every client's costs."""
    own = {name: found["none"].median(name) or 0 for name in COSTS}
    for measured in found.values():
        for name, value in own.items():
            measured.rounds[name] = [time - value for time in measured.rounds[name]]


def shown(value: float | None, digits: int, width: int) -> str:
    """Return a cell of a table."""
    return f"{'–':>{width}}" if value is None else f"{value:>{width},.{digits}f}"  # noqa: RUF001


def table(found: Mapping[str, Measured], weights: Mapping[str, Weight]) -> None:
    """Print every column of every client."""
    print(f"\n{'client':<28} {'core B':>7} {'+notice':>7} {'+dialog':>7} ", end="")
    print(" ".join(f"{title:>9}" for title in COLUMNS.values()), f"{'x none':>6}")
    for key, measured in found.items():
        cells = [shown(value, 0, 7) for value in asdict(weights[key]).values()]
        cells += [
            shown(measured.median(column), 3 if column == "shift" else 1, 9) for column in COLUMNS
        ]
        cells.append(shown(measured.over(found["none"], "gated"), 2, 6))
        print(f"{measured.client.name:<28}", " ".join(cells))


def ratios(found: Mapping[str, Measured], weights: Mapping[str, Weight]) -> None:
    """Print every client over Sayso: above 1 it takes more than Sayso does."""
    timed = {name: title for name, title in COLUMNS.items() if name != "shift"}
    titles = ("core", "first", "all", *timed.values())
    print(f"\n{'over sayso':<28}", " ".join(f"{title:>9}" for title in titles))
    for key, measured in found.items():
        if key in ("none", "sayso"):
            continue
        heavy = zip(weights[key].summed(), weights["sayso"].summed(), strict=True)
        values = [their and our and their / our for their, our in heavy]
        values += [measured.over(found["sayso"], column) for column in timed]
        print(f"{measured.client.name:<28}", " ".join(shown(value, 2, 9) for value in values))


def fastest(found: Mapping[str, Measured]) -> None:
    """Print the best round of what is timed by the clock: what a busy machine disturbed least."""
    print(f"\n{'fastest round':<28}", " ".join(f"{COLUMNS[name]:>9}" for name in CLOCKED))
    for measured in found.values():
        best = [min(measured.rounds.get(name, [0])) or None for name in CLOCKED]
        print(f"{measured.client.name:<28}", " ".join(shown(value, 1, 9) for value in best))


def document(
    found: Mapping[str, Measured], weights: Mapping[str, Weight], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return everything that was found, for ``--json``."""
    clients = {
        key: {
            "name": measured.client.name,
            "bytes": asdict(weights[key]),
            "files": sorted(measured.every | measured.first | measured.dialog),
            "best": {name: min(values) for name, values in measured.rounds.items()},
            "median": {name: median(values) for name, values in measured.rounds.items()},
            "rounds": measured.rounds,
        }
        for key, measured in found.items()
    }
    return {**about, "clients": clients}
