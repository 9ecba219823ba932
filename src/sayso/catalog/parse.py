"""Turns the TOML texts of one folder into a catalog, or says all that is wrong.

Knows which files there are and what only all of them together show. The single
declarations are read in ``declare``, ``cookies``, ``overrides`` and ``wording``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sayso.catalog import shapes
from sayso.catalog.cookies import OWN_COOKIE, read_cookies, with_own_cookie
from sayso.catalog.declare import (
    NECESSARY,
    read_property,
    read_purposes,
    read_services,
    read_settings,
    read_vendors,
)
from sayso.catalog.declared import Declared
from sayso.catalog.expand import cookies_of_known
from sayso.catalog.model import Catalog, Cookie, Override, Property, Settings
from sayso.catalog.overrides import read_overrides
from sayso.catalog.reader import Table, did_you_mean, open_table
from sayso.catalog.texts import product_languages, shorter
from sayso.catalog.wording import read_wording
from sayso.errors import CatalogError, Problem

PUBLISHER = "publisher.toml"


def parse(files: Mapping[str, str]) -> Catalog:
    """Return the catalog that *files* declare.

    Args:
        files: TOML texts by file name, relative to the folder: ``publisher.toml``,
            ``gazette.toml`` (a property), ``texts/fr.toml``.

    Raises:
        CatalogError: Something is wrong; carries every problem found.
    """
    problems: list[Problem] = []
    tables = _open(files, problems)
    catalog = _assemble(tables, problems) if PUBLISHER in tables else None
    if problems or catalog is None:
        raise CatalogError(tuple(problems))
    return catalog


def warnings(catalog: Catalog) -> tuple[Problem, ...]:
    """Return what deserves a look but stops nothing."""
    return (*_language_warnings(catalog), *_idle_purposes(catalog))


def _open(files: Mapping[str, str], problems: list[Problem]) -> dict[str, Table]:
    """Return the files that are TOML, properties and languages in the order of their names."""
    if PUBLISHER not in files:
        near = did_you_mean(PUBLISHER, files)
        found = f" {near.strip()}" if near else ""
        problems.append(
            Problem(PUBLISHER, "", f"required, and missing.{found} `sayso init` writes one.")
        )
    opened = {file: open_table(file, files[file], problems) for file in sorted(files)}
    return {file: table for file, table in opened.items() if table is not None}


def _assemble(tables: Mapping[str, Table], problems: list[Problem]) -> Catalog:
    declared = Declared()
    publisher, name, settings, overrides = _read_publisher(tables[PUBLISHER], declared)
    everything = declared.inherit()
    properties = _read_properties(tables, declared, everything, problems)
    everything.cookies.extend(cookies_of_known(everything, properties))
    _check_origins(properties, settings, problems)
    _check_urls(properties, everything, problems)
    texts = _read_texts(tables, everything, problems)
    return Catalog(
        publisher=publisher,
        name=name,
        settings=settings,
        purposes=MappingProxyType(everything.purposes),
        groups=MappingProxyType(everything.groups),
        vendors=MappingProxyType(everything.vendors),
        services=MappingProxyType(everything.services),
        cookies=with_own_cookie(everything.cookies, _first_necessary(everything)),
        properties=MappingProxyType(properties),
        texts=MappingProxyType(texts),
        overrides=overrides,
    )


def _read_publisher(
    root: Table, declared: Declared
) -> tuple[str, str, Settings, tuple[Override, ...]]:
    """Return id, name, settings and overrides; fill *declared* with the rest."""
    publisher = root.table("publisher")
    publisher_id = publisher.text("id", shapes.slug, hint='Write id = "…" under [publisher].')
    name = publisher.text("name", hint='Write name = "…" under [publisher].')
    publisher.close()
    settings = read_settings(root.table("settings"))
    read_purposes(root, declared)
    read_vendors(root, declared)
    read_services(root, declared)
    read_cookies(root, declared)
    overrides = read_overrides(root)
    root.close()
    return publisher_id, name, settings, overrides


def _read_properties(
    tables: Mapping[str, Table],
    declared: Declared,
    everything: Declared,
    problems: list[Problem],
) -> dict[str, Property]:
    """Return the properties by id; add what each has of its own to *everything*."""
    properties: dict[str, Property] = {}
    for file, root in tables.items():
        if file == PUBLISHER or "/" in file:
            continue
        prop = file.removesuffix(".toml")
        if wrong := shapes.slug(prop):
            problems.append(Problem(file, "", f"the file's name is the property's id: {wrong}"))
        own = declared.inherit()
        properties[prop] = read_property(prop, root, own)
        root.close()
        _merge(everything, own, declared, file, problems)
    if not properties and not problems:
        problems.append(
            Problem(PUBLISHER, "", "a catalog needs a property. Write one, such as gazette.toml.")
        )
    return properties


def _merge(
    everything: Declared, own: Declared, inherited: Declared, file: str, problems: list[Problem]
) -> None:
    """Add what a property's file declares; an id may stand in one property's file only."""
    added = (
        *(("vendors", "vendor", name) for name in own.vendors if _is_added(name, own, inherited)),
        *(("services", "service", name) for name in own.services if name not in inherited.services),
    )
    for table, what, name in added:
        if name in getattr(everything, table) and name not in everything.assumed:
            problems.append(
                Problem(
                    file,
                    f"{table}.{name}",
                    f'another property already declares a {what} "{name}". Declare it once in '
                    f"{PUBLISHER}, or give this one another id.",
                )
            )
    _merge_vendors(everything, own)
    everything.services.update(own.services)
    everything.known_cookies.update(own.known_cookies)
    everything.cookies.extend(own.cookies[len(inherited.cookies) :])


def _is_added(vendor: str, own: Declared, inherited: Declared) -> bool:
    """Whether a property's file declares the vendor, rather than inherit or assume it."""
    if vendor in own.assumed:
        return False
    return vendor not in inherited.vendors or vendor in inherited.assumed


def _merge_vendors(everything: Declared, own: Declared) -> None:
    """Add a property's vendors; what a publisher declares wins over what is assumed."""
    for name, vendor in own.vendors.items():
        if name not in own.assumed:
            everything.vendors[name] = vendor
            everything.assumed.discard(name)
        elif name not in everything.vendors:
            everything.vendors[name] = vendor
            everything.assumed.add(name)


def _read_texts(
    tables: Mapping[str, Table], everything: Declared, problems: list[Problem]
) -> dict[str, Mapping[str, str]]:
    known = everything.inherit()
    known.cookies.append(Cookie(OWN_COOKIE, "", None, "", "", "first"))
    texts: dict[str, Mapping[str, str]] = {}
    for file, root in tables.items():
        folder, slash, name = file.partition("/")
        if not slash:
            continue
        language = name.removesuffix(".toml")
        if folder != "texts":
            problems.append(Problem(file, "", 'no folder but "texts" is read. Move or remove it.'))
        elif wrong := shapes.language(language):
            problems.append(Problem(file, "", f"the file's name is the language: {wrong}"))
        else:
            texts[language] = MappingProxyType(read_wording(root, known))
    return texts


def _check_origins(
    properties: Mapping[str, Property], settings: Settings, problems: list[Problem]
) -> None:
    owners: dict[str, str] = {}
    domain = settings.cookie_domain
    for prop in properties.values():
        for index, origin in enumerate(prop.origins):
            where = f"{prop.id}.toml", f"property.origins[{index}]"
            owner = owners.setdefault(origin, prop.id)
            if owner != prop.id:
                problems.append(
                    Problem(
                        *where,
                        f'"{origin}" belongs to the property "{owner}" already; two properties on '
                        "one origin would overwrite each other's cookie.",
                    )
                )
            host = origin.partition("://")[2].partition(":")[0]
            if domain and host != domain and not host.endswith(f".{domain}"):
                problems.append(
                    Problem(*where, f'"{origin}" is not under settings.cookie_domain "{domain}".')
                )


def _check_urls(
    properties: Mapping[str, Property], everything: Declared, problems: list[Problem]
) -> None:
    """Report an address that two services of one property claim: whose would a request be?"""
    for prop in properties.values():
        owners: dict[str, str] = {}
        for name in prop.services:
            for url in everything.services[name].urls:
                owner = owners.setdefault(url, name)
                if owner != name:
                    problems.append(
                        Problem(
                            f"{prop.id}.toml",
                            "property.services",
                            f'"{owner}" and "{name}" both declare the address "{url}". Give one of '
                            "them a longer path.",
                        )
                    )


def _first_necessary(declared: Declared) -> str:
    kinds = (purpose for purpose in declared.purposes.values() if purpose.kind == NECESSARY)
    return next((purpose.id for purpose in kinds), "")


def _language_warnings(catalog: Catalog) -> Iterator[Problem]:
    for prop in catalog.properties.values():
        for index, language in enumerate(prop.languages):
            where = f"{prop.id}.toml", f"property.languages[{index}]"
            if not any(tag in catalog.texts for tag in shorter(language)):
                yield Problem(
                    *where,
                    f"there is no texts/{language}.toml; visitors read your words in the first "
                    "language, or ours.",
                )
            if not any(tag in product_languages() for tag in shorter(language)):
                yield Problem(
                    *where,
                    f'Sayso does not speak "{language}"; what you do not write in '
                    f"texts/{language}.toml is shown in English.",
                )


def _idle_purposes(catalog: Catalog) -> Iterator[Problem]:
    used = {name for service in catalog.services.values() for name in service.purposes}
    used |= {cookie.purpose for cookie in catalog.cookies}
    for name, purpose in catalog.purposes.items():
        if name not in used and purpose.kind != NECESSARY:
            yield Problem(
                PUBLISHER,
                f"purposes.{name}",
                "no service and no cookie serves it, yet visitors are asked. Is something missing?",
            )
