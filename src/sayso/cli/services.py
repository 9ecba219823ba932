"""``sayso services``: look up the services that Sayso knows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from sayso.catalog.known import KnownService, known_ids, known_services, service_at
from sayso.catalog.reader import did_you_mean


@click.command()
@click.argument("word", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def services(word: str | None, as_json: bool) -> None:
    """List the known services, or those that match WORD.

    WORD is an id, part of a name or vendor, a category, a kind, a switch, a cookie's name, or
    an address such as connect.facebook.net/en_US/fbevents.js. A single match is shown whole,
    to be used in a catalog as known = "<id>". Exit code 1: nothing matches.
    """
    found = list(known_services().values()) if word is None else list(_matching(word.strip()))
    if as_json:
        document = {"services": [asdict(service) for service in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif len(found) == 1:
        click.echo("\n".join(_whole(found[0])))
    elif found:
        click.echo("\n".join(_rows(found)))
    if not found:
        near = did_you_mean(word or "", known_ids())
        click.echo(
            f'no known service matches "{word}".{near} Declare it yourself: see '
            "docs/howto/known-services.md.",
            err=True,
        )
        sys.exit(1)


def _matching(word: str) -> Iterator[KnownService]:
    """Yield the service of that id, else of that address, else all that mention the word."""
    known = known_services()
    address = re.sub(r"^([a-z]+:)?//|[?#].*$", "", word, flags=re.IGNORECASE)
    one = known.get(word) or ("." in address and service_at(address))
    if one:
        yield one
        return
    wanted = word.casefold()
    for service in known.values():
        if any(wanted in text.casefold() for text in _searched(service)):
            yield service


def _searched(service: KnownService) -> Iterator[str]:
    yield from (service.id, service.name, service.vendor, service.category)
    yield from (*service.kinds, *service.switches, *service.urls)
    yield from (cookie.name for cookie in service.cookies)


def _rows(found: list[KnownService]) -> Iterator[str]:
    cells = [(each.id, f"{each.name} ({each.vendor})", ", ".join(each.kinds)) for each in found]
    widths = [max(len(cell[column]) for cell in cells) for column in (0, 1)]
    for service_id, name, kinds in cells:
        yield f"{service_id:<{widths[0]}}  {name:<{widths[1]}}  {kinds}"
    yield f"\n{len(found)} services. `sayso services <id>` shows one whole."


def _whole(service: KnownService) -> Iterator[str]:
    yield f"{service.id}  {service.name}"
    yield f"  {service.description}"
    if service.note:
        yield f"  Note: {service.note}"
    yield ""
    yield f"  vendor    {service.vendor} ({service.country})  {service.privacy_url}"
    yield f"  category  {service.category}"
    yield f"  kinds     {', '.join(service.kinds)}"
    yield f"  switches  {', '.join(service.switches) or 'none known'}"
    yield from _lines("hosts", service.urls)
    yield from _lines(
        "cookies",
        tuple(
            f"{each.name}  {each.lifetime}, {each.host or 'your own host'}"
            f"{'' if each.storage == 'cookie' else f', {each.storage}'}: {each.purpose}"
            for each in service.cookies
        )
        or ("none known",),
    )
    yield from _lines("sources", service.sources)
    yield ""
    yield f'  In a catalog:  [services.{service.id}]  known = "{service.id}"'


def _lines(title: str, values: tuple[str, ...]) -> Iterator[str]:
    for index, value in enumerate(values):
        yield f"  {title if index == 0 else '':<8}  {value}"
