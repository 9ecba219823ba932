"""``sayso init`` and ``sayso check``: start a catalog, and see whether it holds together."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from sayso.app.catalog_folder import load_catalog, located
from sayso.catalog import shapes
from sayso.catalog.known import known_service
from sayso.catalog.model import Catalog, Property
from sayso.catalog.parse import warnings
from sayso.catalog.spot import Page, Spotted, listed, own_host, read_page, spot
from sayso.catalog.version import question, version
from sayso.cli.starter import proposed_files, starter_files
from sayso.errors import CatalogError, CatalogNotFound, Problem
from sayso.policy.compile import check_overrides


@click.command()
@click.argument("folder", metavar="[DIR]", default="catalog")
@click.option(
    "--from-urls",
    metavar="FILE",
    help="Propose services from a list of addresses; - reads standard input.",
)
@click.option(
    "--from-html",
    metavar="FILE",
    help="Propose services from the HTML of a page; - reads standard input.",
)
@click.option("--site", metavar="URL", help="Where your site is; its hosts are no third parties.")
def init(folder: str, from_urls: str | None, from_html: str | None, site: str | None) -> None:
    """Write a starter catalog with comments into DIR (default: ./catalog).

    Given addresses or HTML, the starter holds the known services found there and the
    purposes they serve; hosts that nobody knows are listed as comments. Nothing is fetched.

    Nothing is ever overwritten: if one of the files exists, nothing is written.
    """
    root = Path(folder)
    origin = _origin(site) if site else None
    spotted = _spot(from_urls, from_html, origin) if from_urls or from_html else None
    if spotted is None and origin:
        _refuse("--site says whose hosts to pass over; give --from-urls or --from-html too.")
    _write(root, starter_files() if spotted is None else proposed_files(spotted, origin))
    if spotted is not None:
        click.echo("\n".join(_found(spotted, root)))
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


def _spot(from_urls: str | None, from_html: str | None, origin: str | None) -> Spotted:
    """Return what the given texts show."""
    if from_urls == from_html == "-":
        _refuse("only one of --from-urls and --from-html can read standard input.")
    page = read_page(_text_of(from_html)) if from_html else Page((), frozenset())
    loads = [*page.loads, *(listed(_text_of(from_urls)) if from_urls else ())]
    own = {own_host(origin.partition("://")[2].partition(":")[0])} if origin else set()
    return spot(loads, own | page.hosts)


def _text_of(path: str) -> str:
    """Return the text of a file, or of standard input for ``-``."""
    try:
        with click.open_file(path, encoding="utf-8", errors="replace") as file:
            return str(file.read())
    except OSError as error:
        _refuse(f"{path} cannot be read: {error.strerror}.")


def _origin(site: str) -> str:
    """Return the origin of the address given as ``--site``."""
    scheme, mark, rest = site.strip().rpartition("://")
    origin = f"{scheme if mark else 'https'}://{rest.partition('/')[0]}".lower()
    if wrong := shapes.origin(origin):
        _refuse(f"--site: {wrong}")
    return origin


def _write(root: Path, files: Mapping[str, str]) -> None:
    """Write all *files*, or none if something is in the way."""
    taken = next((name for name in files if (root / name).exists()), None)
    if taken or (root.exists() and not root.is_dir()):
        _refuse(f"{root / taken if taken else root} exists already; nothing was written.")
    try:
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {path}")
    except OSError as error:
        _refuse(f"{error.filename} cannot be written: {error.strerror}.")


def _found(spotted: Spotted, root: Path) -> Iterator[str]:
    """Yield the summary of what was found."""
    known, unknown = len(spotted.services), len(spotted.unknown)
    yield f"\nfound {_count(known, 'known service')}, {_count(unknown, 'unknown host')}"
    for service_id in spotted.services:
        service = known_service(service_id)
        yield f"  {service_id}  {', '.join(service.kinds)}"
    for host in spotted.unknown:
        yield f"  {host}  unknown: see the comment in {root / 'publisher.toml'}"


def _refuse(message: str) -> NoReturn:
    """Say on stderr why the command cannot do what was asked, and end with code 2."""
    click.echo(message, err=True)
    sys.exit(2)
