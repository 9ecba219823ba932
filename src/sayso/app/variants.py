"""The files browsers load, one variant a case, compressed once and kept in memory.

A variant is known by the hash of its bytes. The core's depends on the regime,
the language, the day and the signal; those of the late bundle, the notice and
the panel on the language alone, since law reaches them through the core.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

from sayso.app.collect import Screen
from sayso.app.edition import Edition
from sayso.app.payloads import core_payload, late_payload, notice_payload, panel_payload
from sayso.errors import SaysoError
from sayso.policy.resolve import resolve

PLACEHOLDER = "__SAYSO_PAYLOAD__"
BUNDLES = ("core", "late", "notice", "panel")
KEPT = 4096  # about 30 kB each: two properties in three languages need some 1,100


@dataclass(frozen=True, slots=True)
class Variant:
    """One file for one case, ready to send.

    Attributes:
        name: File name with the hash, such as ``notice-1f0c2a9b7d44.js``.
        body: Its bytes.
        brotli: The same at quality 11.
        gzip: The same at level 9.
    """

    name: str
    body: bytes = field(repr=False)
    brotli: bytes = field(repr=False)
    gzip: bytes = field(repr=False)

    @property
    def hash(self) -> str:
        """The part of the name that changes with the bytes."""
        return self.name.rpartition("-")[2].removesuffix(".js")


@dataclass(frozen=True, slots=True)
class ClientFiles:
    """The four built bundles, each with the placeholder for its payload once."""

    core: str
    late: str
    notice: str
    panel: str

    @classmethod
    def read(cls, folder: Path) -> ClientFiles:
        """Return the bundles in *folder*.

        Raises:
            SaysoError: One is missing or has not exactly one placeholder.
        """
        return cls(**{bundle: _bundle(folder / f"{bundle}.js") for bundle in BUNDLES})


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a bundle that has not been compressed yet comes from."""

    name: str
    script: str


class Variants:
    """Builds variants of the edition in force, and finds them again by name.

    Pages that were open when a new catalog was published still ask for the
    other bundles of the one they know; *older* keeps those answerable.

    Args:
        current: The edition in force.
        client: The built bundles.
        older: Editions that open pages may still come from.
    """

    def __init__(
        self, current: Edition, client: ClientFiles, older: Iterable[Edition] = ()
    ) -> None:
        self._current = current
        self._client = client
        self._building = threading.Lock()
        self._by_name: OrderedDict[str, Variant] = OrderedDict()
        self._core_names: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._sources = {
            (property_id, source.name): source
            for edition in (current, *older)
            for property_id in edition.catalog.properties
            for source in _beside(edition, property_id, client)
        }

    @property
    def kept(self) -> int:
        """How many variants are in memory now."""
        return len(self._by_name)

    def core_at_hand(
        self, property_id: str, region: str, language: str, today: date, *, gpc: bool
    ) -> Variant | None:
        """Return the core if it has been built already; never takes long."""
        key = self._core_key(property_id, region, language, today, gpc=gpc)
        name = self._core_names.get(key)
        return self._by_name.get(name) if name else None

    def core(
        self, property_id: str, region: str, language: str, today: date, *, gpc: bool
    ) -> Variant:
        """Return the core for one case; takes some 50 ms the first time.

        The plan inside names the regime's own region (``FR`` also for
        ``FR-IDF``), so that a case is a law and not a village.

        Raises:
            UnknownRegion: *region* is no ISO 3166 code.
        """
        key = self._core_key(property_id, region, language, today, gpc=gpc)
        with self._building:
            name = self._core_names.get(key)
            found = self._by_name.get(name) if name else None
            if found is None:
                script = self._core_script(property_id, key[1], language, today, gpc=gpc)
                found = self._keep(_name("sayso", script), script)
                self._core_names[key] = found.name
                while len(self._core_names) > KEPT:
                    self._core_names.popitem(last=False)
            return found

    def named(self, property_id: str, name: str) -> Variant | None:
        """Return the immutable file of that name, or None if there is none."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        source = self._sources.get((property_id, name))
        if source is None:
            return None
        with self._building:
            return self._by_name.get(name) or self._keep(source.name, source.script)

    def _core_key(
        self, property_id: str, region: str, language: str, today: date, *, gpc: bool
    ) -> tuple[str, str, str, date, bool]:
        return property_id, resolve(region, today).code, language, today, gpc

    def _core_script(
        self, property_id: str, region: str, language: str, today: date, *, gpc: bool
    ) -> str:
        edition = self._current
        late, notice, _ = _beside(edition, property_id, self._client, (language,))
        payload = core_payload(
            edition.catalog,
            edition.plan(property_id, region, today),
            gpc=gpc,
            notice=notice.name,
            late=late.name,
        )
        return _filled(self._client.core, payload)

    def _keep(self, name: str, script: str) -> Variant:
        # On a new day most cores come out the same bytes; those are not compressed again.
        variant = self._by_name.get(name) or _compressed(name, script)
        self._by_name[name] = variant
        while len(self._by_name) > KEPT:
            self._by_name.popitem(last=False)
        return variant


@lru_cache(maxsize=256)
def shown_texts(edition: Edition, property_id: str, language: str, screen: Screen) -> str:
    """Return the SHA-256 of the texts one screen shows, as records name it."""
    return hashlib.sha256(
        _json(_screen_payload(edition, property_id, language, screen))
    ).hexdigest()


def _screen_payload(
    edition: Edition, property_id: str, language: str, screen: Screen
) -> dict[str, Any]:
    build = notice_payload if screen == "notice" else panel_payload
    return build(edition.catalog, property_id, language)


def _beside(
    edition: Edition,
    property_id: str,
    client: ClientFiles,
    languages: tuple[str, ...] | None = None,
) -> list[_Source]:
    """Return late bundle, notice and panel of each language, in that order."""
    offered = languages or edition.catalog.properties[property_id].languages
    return [
        source
        for language in offered
        for source in _in_language(edition, property_id, client, language)
    ]


def _in_language(
    edition: Edition, property_id: str, client: ClientFiles, language: str
) -> tuple[_Source, _Source, _Source]:
    screens: tuple[Screen, ...] = ("notice", "panel")
    notice, panel = (
        _source(screen, _filled(template, _screen_payload(edition, property_id, language, screen)))
        for screen, template in zip(screens, (client.notice, client.panel), strict=True)
    )
    payload = late_payload(edition.catalog, property_id, language, panel=panel.name)
    return _source("late", _filled(client.late, payload)), notice, panel


def _source(bundle: str, script: str) -> _Source:
    return _Source(_name(bundle, script), script)


def _name(bundle: str, script: str) -> str:
    return f"{bundle}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"


def _filled(template: str, payload: dict[str, Any]) -> str:
    return template.replace(PLACEHOLDER, _json(payload).decode())


def _json(payload: dict[str, Any]) -> bytes:
    """Return *payload* as JSON that is JavaScript too and cannot end a script element."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    for character, escape in (
        ("<", "\\u003c"),
        ("\N{LINE SEPARATOR}", "\\u2028"),
        ("\N{PARAGRAPH SEPARATOR}", "\\u2029"),
    ):
        text = text.replace(character, escape)
    return text.encode()


def _compressed(name: str, script: str) -> Variant:
    body = script.encode()
    return Variant(
        name,
        body,
        brotli=brotli.compress(body, mode=brotli.MODE_TEXT, quality=11),
        gzip=gzip.compress(body, compresslevel=9, mtime=0),
    )


def _bundle(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SaysoError(
            f"{file} cannot be read ({error.strerror}). It is built from client/; run: make setup"
        ) from error
    if text.count(PLACEHOLDER) != 1:
        raise SaysoError(
            f"{file}: expected {PLACEHOLDER} exactly once, found it {text.count(PLACEHOLDER)} times. "
            "Build the client again: make setup"
        )
    return text
