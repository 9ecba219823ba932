"""Reads a catalog from its folder, and words problems with the paths a publisher sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sayso.catalog.model import Catalog
from sayso.catalog.parse import parse
from sayso.errors import CatalogError, CatalogNotFound, Problem


def read_folder(folder: str | Path) -> Mapping[str, str]:
    """Return the texts of a catalog's files by their name relative to *folder*.

    These are the ``.toml`` files of the folder and of its ``texts``; whatever
    else lies there is left alone.

    Raises:
        CatalogNotFound: There is no such folder.
        CatalogError: A file cannot be read or is not UTF-8.
    """
    root = Path(folder)
    if not root.is_dir():
        raise CatalogNotFound(str(folder))
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _toml_files(root):
        name = path.relative_to(root).as_posix()
        try:
            files[name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(
                Problem(name, "", f"expected UTF-8, found other bytes at offset {error.start}.")
            )
        except OSError as error:
            problems.append(Problem(name, "", f"cannot be read: {error.strerror}."))
    if problems:
        raise CatalogError(located(root, problems))
    return files


def load_catalog(folder: str | Path) -> Catalog:
    """Return the catalog in *folder*.

    Raises:
        CatalogNotFound: There is no such folder.
        CatalogError: Something in it is wrong. Files are named relative to the
            folder's parent, such as ``catalog/gazette.toml``.
    """
    files = read_folder(folder)
    try:
        return parse(files)
    except CatalogError as error:
        raise CatalogError(located(folder, error.problems)) from None


def located(folder: str | Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* with their files named relative to the folder's parent."""
    name = Path(folder).resolve().name
    return tuple(replace(problem, file=f"{name}/{problem.file}") for problem in problems)


def _toml_files(root: Path) -> Iterator[Path]:
    for place in (root, root / "texts"):
        yield from sorted(path for path in place.glob("*.toml") if path.is_file())
