"""The switch for the misbehaving third party."""

from __future__ import annotations


class Misconduct:
    """Whether the publications' own bundle brings in the undeclared tracker; off at first."""

    def __init__(self) -> None:
        self.on = False
