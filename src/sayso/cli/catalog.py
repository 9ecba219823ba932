"""``sayso init`` and ``sayso check``: start a catalog, and see whether it holds together."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

import click

from sayso.app.catalog_folder import load_catalog, located
from sayso.catalog.model import Catalog, Property
from sayso.catalog.parse import warnings
from sayso.catalog.version import question, version
from sayso.errors import CatalogError, CatalogNotFound, Problem
from sayso.policy.compile import check_overrides


@click.command()
@click.argument("folder", metavar="[DIR]", default="catalog")
def init(folder: str) -> None:
    """Write a starter catalog with comments into DIR (default: ./catalog).

    Nothing is ever overwritten: if one of the files exists, nothing is written.
    """
    root = Path(folder)
    starter = dict(_files(resources.files("sayso") / "data" / "starter"))
    taken = next((name for name in starter if (root / name).exists()), None)
    if taken or (root.exists() and not root.is_dir()):
        _refuse(f"{root / taken if taken else root} exists already; nothing was written.")
    try:
        for name, text in starter.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {path}")
    except OSError as error:
        _refuse(f"{error.filename} cannot be written: {error.strerror}.")
    click.echo(
        f"\nNext: put your site, services and cookies into {root / 'publisher.toml'} and "
        f"{root / 'my-site.toml'},\nthen run `sayso check {root}` and `sayso publish {root}`."
    )


@click.command()
@click.argument("folder", metavar="[CATALOG]", envvar="SAYSO_CATALOG", default="catalog")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(folder: str, as_json: bool) -> None:
    """Say whether the catalog in the folder CATALOG holds together.

    The default is $SAYSO_CATALOG, else ./catalog. Every problem is one line with file,
    dotted path and what to write; the exit code is then 1. Warnings stop nothing.
    """
    try:
        catalog = load_catalog(folder)
        notes = located(folder, warnings(catalog))
        problems = located(folder, _override_problems(catalog))
    except CatalogNotFound as error:
        _refuse(str(error))
    except CatalogError as error:
        catalog, notes, problems = None, (), error.problems
    if as_json:
        click.echo(json.dumps(_document(catalog, problems, notes), ensure_ascii=False, indent=2))
    elif problems or catalog is None:
        click.echo("\n".join(map(str, problems)))
        click.echo(_count(len(problems), "problem"), err=True)
    else:
        click.echo("\n".join(_summary(catalog)))
        for note in notes:
            click.echo(f"warning: {note}")
        click.echo(f"\nNothing wrong. Next: `sayso publish {folder}`.")
    sys.exit(1 if problems else 0)


def _override_problems(catalog: Catalog) -> tuple[Problem, ...]:
    """Return what the law data of today makes wrong with the publisher's overrides."""
    try:
        check_overrides(catalog, datetime.now(UTC).date())
    except CatalogError as error:
        return error.problems
    return ()


def _summary(catalog: Catalog) -> Iterator[str]:
    """Yield what the catalog holds: the whole in a line, then each property."""
    counts = _counts(catalog)
    listed = ", ".join(_count(number, what) for what, number in counts.items())
    yield f"{catalog.name}, catalog {version(catalog)}: {listed}"
    for prop in catalog.properties.values():
        yield ""
        yield f"  {prop.id}  {prop.name}"
        yield f"    asks       {', '.join(_switches(catalog)) or 'nothing'}"
        yield f"    loads      {', '.join(prop.services) or 'nothing'}"
        yield f"    cookies    {len(catalog.cookies_of(prop.id))}"
        yield f"    languages  {', '.join(prop.languages)}"
        yield f"    origins    {', '.join(prop.origins)}"
        yield f"    question   {question(catalog, prop.id)}"


def _switches(catalog: Catalog) -> Iterator[str]:
    """Yield the switches a visitor sees: groups with their purposes, and single purposes."""
    shown: set[str] = set()
    for purpose in catalog.purposes.values():
        if purpose.kind == "strictly-necessary" or purpose.group in shown:
            continue
        if purpose.group is None:
            yield purpose.id
        else:
            shown.add(purpose.group)
            yield f"{purpose.group} ({' + '.join(catalog.groups[purpose.group].purposes)})"


def _counts(catalog: Catalog) -> dict[str, int]:
    return {
        "property": len(catalog.properties),
        "purpose": len(catalog.purposes),
        "group": len(catalog.groups),
        "vendor": len(catalog.vendors),
        "service": len(catalog.services),
        "cookie": len(catalog.cookies),
        "language": len(catalog.texts),
        "override": len(catalog.overrides),
    }


def _count(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _document(
    catalog: Catalog | None, problems: tuple[Problem, ...], notes: tuple[Problem, ...]
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "ok": not problems,
        "problems": [_problem(problem) for problem in problems],
        "warnings": [_problem(note) for note in notes],
    }
    if catalog is not None:
        document["publisher"] = {"id": catalog.publisher, "name": catalog.name}
        document["version"] = version(catalog)
        document["counts"] = _counts(catalog)
        document["properties"] = [_property(catalog, prop) for prop in catalog.properties.values()]
    return document


def _property(catalog: Catalog, prop: Property) -> dict[str, Any]:
    return {
        "id": prop.id,
        "name": prop.name,
        "question": question(catalog, prop.id),
        "origins": prop.origins,
        "languages": prop.languages,
        "services": prop.services,
        "cookies": len(catalog.cookies_of(prop.id)),
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"file": problem.file, "path": problem.path, "message": problem.message}


def _files(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the files of the starter by relative name, with their texts."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield f"{path}{entry.name}", entry.read_text(encoding="utf-8")


def _refuse(message: str) -> NoReturn:
    """Say on stderr why the command cannot do what was asked, and end with code 2."""
    click.echo(message, err=True)
    sys.exit(2)
