"""Reads ``texts/<language>.toml``: the publisher's words in one language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from sayso.catalog.declared import Declared, reference
from sayso.catalog.reader import Check, Table, did_you_mean
from sayso.catalog.texts import FALLBACK, product_texts

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_NAMES = {"{property}", "{publisher}"}
"""Filled in wherever they stand."""

_OWN_TABLES: Mapping[str, tuple[str, ...]] = {
    "purposes": ("title", "text"),
    "groups": ("title", "text"),
    "cookies": ("purpose",),
}


def read_wording(root: Table, declared: Declared) -> dict[str, str]:
    """Return the texts of one language by dotted key.

    A key is the product's own, or describes a declared purpose, group or cookie.
    """
    product = product_texts(FALLBACK)
    known: dict[str, Check] = {
        "purposes": reference(
            "purpose", declared.purposes, "Purposes are declared under [purposes]."
        ),
        "groups": reference("group", declared.groups, "Groups are declared under [groups]."),
        "cookies": reference(
            "cookie",
            {cookie.name for cookie in declared.cookies},
            "Cookies are declared under [[cookies]].",
        ),
    }
    texts: dict[str, str] = {}
    for name in root:
        if name in known and isinstance(root.raw(name), dict):
            texts.update(_own_words(root.table(name), known[name], _OWN_TABLES[name], product))
        else:
            texts.update(_product_words(root, name, (), product))
    return texts


def _own_words(
    table: Table, check: Check, fields: tuple[str, ...], product: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the words for declared things; the product's own keys may stand among them."""
    for name in table:
        if not isinstance(table.raw(name), dict):
            yield from _product_words(table, name, (table.path,), product)
            continue
        inner = table.table(name)
        if wrong := check(name):
            table.report(name, wrong)
            continue
        for field in fields:
            words = inner.optional_text(field)
            if words is not None:
                yield f"{table.path}.{name}.{field}", words
        inner.close()


def _product_words(
    table: Table, name: str, path: tuple[str, ...], product: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the words that replace the product's under *name* and beneath it."""
    value = table.raw(name)
    if isinstance(value, dict):
        inner = table.table(name)
        for key in inner:
            yield from _product_words(inner, key, (*path, name), product)
        return
    key = ".".join((*path, name))
    if key not in product or key.startswith("language."):
        near = did_you_mean(key, _replaceable(product))
        table.report(
            name,
            f'no text is called "{key}".{near} Texts are the product\'s, or describe a purpose, '
            "a group or a cookie.",
        )
        return
    words = table.optional_text(name, _same_placeholders(product[key]))
    if words is not None:
        yield key, words


def _replaceable(product: Mapping[str, str]) -> Collection[str]:
    return [key for key in product if not key.startswith("language.")]


def _same_placeholders(ours: str) -> Check:
    """Return a check that a text has no placeholder but the names and those of our text."""
    known = _NAMES | set(_PLACEHOLDER.findall(ours))
    listed = ", ".join(sorted(known))

    def check(words: str) -> str | None:
        for placeholder in _PLACEHOLDER.findall(words):
            if placeholder not in known:
                near = did_you_mean(placeholder, known)
                return f"{placeholder} is no placeholder of this text.{near} Expected {listed}."
        return None

    return check
