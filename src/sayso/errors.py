"""Every error Sayso raises on purpose, split by whose fault it is.

    SaysoError
    ├── CatalogError        the publisher's catalog cannot be used as written
    │   └── CatalogNotFound there is no catalog where one was expected
    ├── SubmissionError     a visitor's or program's request cannot be taken
    │   ├── UnknownRegion   a place that is no ISO 3166 code
    │   └── UnknownQuestion a choice that answers a question never published
    └── StorageError        the database refused or is not fit for the job

Anything else that escapes is a defect of ours. An error's text says what was
expected, what was found and where, then one thing to try.
"""

from __future__ import annotations

from dataclasses import dataclass


class SaysoError(Exception):
    """The root of everything raised on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a catalog: which file, which dotted path, what to do."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.path}" if self.path else self.file
        return f"{where}: {self.message}"


class CatalogError(SaysoError):
    """The publisher's catalog cannot be used; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep *problems*, at least one, in the order they were found."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class CatalogNotFound(CatalogError):
    """There is no folder where a catalog was expected."""

    def __init__(self, folder: str) -> None:
        message = "there is no such folder. `sayso init` writes a catalog to start from."
        super().__init__((Problem(folder, "", message),))


class SubmissionError(SaysoError):
    """A request cannot be taken as sent.

    Args:
        code: A stable slug for programs, such as ``unknown-purpose``.
        message: For people: expected, found, what to try.
        path: Dotted path of the offending value, or empty.
        status: The HTTP status that says the same.
    """

    def __init__(self, code: str, message: str, *, path: str = "", status: int = 422) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.status = status


class UnknownRegion(SubmissionError):
    """A region code that ISO 3166 does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "unknown-region",
            f'"{code}" is no ISO 3166 region. Expected a country such as "FR" or a '
            'subdivision such as "US-CA"; use "ZZ" for an unknown place.',
            path="region",
        )


class UnknownQuestion(SubmissionError):
    """A choice answers a version of the question that was never published."""

    def __init__(self, question: str) -> None:
        super().__init__(
            "unknown-question",
            f'No published catalog asks question "{question}". Reload the page to be '
            "asked the present one, then answer again.",
            path="question",
            status=409,
        )


class StorageError(SaysoError):
    """The database cannot do what was asked; nothing was half-written."""
