"""The files that ``sayso init`` writes: the starter as it is, or made of what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable

from sayso.catalog.known import KnownService, known_service
from sayso.catalog.model import Kind
from sayso.catalog.spot import Load, Spotted

# The starter's purposes in its order. The last three share a switch.
PURPOSES: Mapping[Kind, str] = {
    "strictly-necessary": "necessary",
    "functional": "comfort",
    "performance": "audience",
    "sale-of-personal-data": "sale",
    "targeting": "advertising",
    "social-media": "social",
}
SHARED = ("sale", "advertising", "social")
GROUP = "sale-and-ads"

_WIDTH = 96
_EXAMPLE_SERVICE = """\
#
# [vendors.partner]
# name = "Partner"
#
# [services.partner]
# vendor = "partner"
# purposes = ["{purpose}"]
# urls = ["{host}"]
"""
_UNKNOWN = """\
# Hosts that Sayso does not know. If one is yours, put it into first_party above. If a service
# of others needs it, find out whose it is and declare it like the example. If nobody can say
# why it is there, take it off your pages. `unknown = "hold"` above keeps back the rest.
#
"""
_SERVICES = """\
# Services: what your pages load from others. `known` stands for vendor, addresses, purposes
# and cookies; whatever you write beside it wins. `sayso services <name>` shows what it says.
"""
_COOKIES = """\
# Cookies of your own. Those of the known services and Sayso's are listed by themselves.
#
# [[cookies]]
# name = "session"
# purpose = "necessary"
# lifetime = "session"
"""


def starter_files() -> dict[str, str]:
    """Return the starter with invented services, by file name relative to the folder."""
    return dict(_files(resources.files("sayso") / "data" / "starter"))


def proposed_files(spotted: Spotted, origin: str | None) -> dict[str, str]:
    """Return a starter with what was found, and only the purposes that serves.

    Args:
        spotted: The services and hosts.
        origin: Where the site is, such as ``https://gazette.example``, or None.
    """
    files = starter_files()
    services = [known_service(each) for each in spotted.services]
    kinds = {kind for service in services for kind in service.kinds} | {"strictly-necessary"}
    purposes = [purpose for kind, purpose in PURPOSES.items() if kind in kinds]
    files["publisher.toml"] = _publisher(files["publisher.toml"], purposes, services, spotted)
    files["my-site.toml"] = _property(files["my-site.toml"], services, origin)
    files["texts/en.toml"] = _texts(files["texts/en.toml"], purposes)
    return files


def _publisher(
    starter: str, purposes: Sequence[str], services: Sequence[KnownService], spotted: Spotted
) -> str:
    head, _, rest = starter.partition("# Purposes:")
    explained = rest.partition("\n\n")[0]
    overrides = starter[starter.index("# A reasoned departure") :]
    parts = [f"{head}# Purposes:{explained}\n", *_purpose_tables(purposes)]
    parts.append(_SERVICES)
    parts += [_service(each, spotted.services[each.id]) for each in services]
    if spotted.unknown:
        parts.append(_unknown_hosts(spotted.unknown, purposes[-1]))
    parts += [_COOKIES, overrides]
    return "\n".join(parts)


def _purpose_tables(purposes: Sequence[str]) -> Iterator[str]:
    kinds = {purpose: kind for kind, purpose in PURPOSES.items()}
    shared = [purpose for purpose in purposes if purpose in SHARED]
    for purpose in purposes:
        group = f'group = "{GROUP}"\n' if purpose in shared and len(shared) > 1 else ""
        yield f'[purposes.{purpose}]\nkind = "{kinds[purpose]}"\n{group}'
    if len(shared) > 1:
        order = ", ".join(f'"{purpose}"' for purpose in shared)
        yield f"# One switch for these.\n\n[groups.{GROUP}]\norder = [{order}]\n"


def _service(service: KnownService, load: Load) -> str:
    note = f"# Note: {service.note}\n" if service.note else ""
    return (
        f"# {service.name} ({service.vendor}), for {' and '.join(service.kinds)}.\n"
        f"# Found: {_shown(load)}\n{note}"
        f'[services.{service.id}]\nknown = "{service.id}"\n'
    )


def _unknown_hosts(unknown: Mapping[str, Load], purpose: str) -> str:
    lines = [f"# {host}\n#   found: {_shown(load)}\n" for host, load in unknown.items()]
    example = _EXAMPLE_SERVICE.format(host=next(iter(unknown)), purpose=purpose)
    return _UNKNOWN + "".join(lines) + example


def _shown(load: Load) -> str:
    text = f"{load.how} {load.address}"
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _property(starter: str, services: Sequence[KnownService], origin: str | None) -> str:
    listed = "".join(f'  "{service.id}",\n' for service in services)
    text = re.sub(
        r"^services = .*$", f"services = [\n{listed}]" if listed else "services = []", starter,
        flags=re.MULTILINE,
    )  # fmt: skip
    if origin:
        text = re.sub(r"^origins = .*$", f'origins = ["{origin}"]', text, flags=re.MULTILINE)
    return text


def _texts(starter: str, purposes: Sequence[str]) -> str:
    """Return the starter's words without those of what is not declared."""
    kept = {f"[purposes.{purpose}]" for purpose in purposes} | {"[cookies.sayso]"}
    if all(purpose in purposes for purpose in SHARED):
        kept.add(f"[groups.{GROUP}]")
    paragraphs = starter.split("\n\n")
    chosen = [
        paragraph
        for paragraph in paragraphs
        if not paragraph.startswith("[") or paragraph.partition("\n")[0] in kept
    ]
    return "\n\n".join(chosen).rstrip("\n") + "\n"


def _files(folder: Traversable, path: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield f"{path}{entry.name}", entry.read_text(encoding="utf-8")
