"""The words a visitor reads: the product's, under the publisher's.

Also which language a visitor gets, and in which direction it runs. What is
nowhere translated is shown in English, so that a missing word is never a
missing sentence; a key that even English does not have raises ``KeyError``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from sayso.catalog.model import Catalog

FALLBACK = "en"

_RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}
_RIGHT_TO_LEFT_LANGUAGES = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*"
)
_MOST_RANGES = 50


@lru_cache(maxsize=1)
def product_languages() -> tuple[str, ...]:
    """Return the languages Sayso itself speaks, sorted."""
    names = (file.name for file in _languages_folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@lru_cache(maxsize=64)
def product_texts(language: str) -> Mapping[str, str]:
    """Return the product's texts by dotted key, such as ``notice.accept``.

    Every key of English is there. A language the product does not speak is
    shortened (``fr-CA`` to ``fr``), then English.
    """
    texts = dict(_own_texts(FALLBACK))
    known = product_languages()
    nearest = next((tag for tag in shorter(language) if tag in known), FALLBACK)
    texts.update(_own_texts(nearest))
    return MappingProxyType(texts)


def texts_for(catalog: Catalog, property_id: str, language: str) -> Mapping[str, str]:
    """Return every text a visitor of this property may read in *language*.

    Of several, the last wins:

    1. the product's texts;
    2. for a purpose or group the publisher has no words for: those of its
       kind, or the titles of its purposes;
    3. the publisher's words for purposes, groups and cookies in English, then
       in the property's first language;
    4. the publisher's words in *language*.

    The publisher's wording of a product text counts in its own language only:
    a sentence in another language inside the notice would be worse than ours.
    """
    prop = catalog.properties[property_id]
    product = product_texts(language)
    texts = dict(product)
    for other in (FALLBACK, prop.languages[0]):
        words = _publisher_texts(catalog, other)
        texts.update((key, words[key]) for key in words if key not in product)
    texts.update(_publisher_texts(catalog, language))
    for key, stand_in in _stand_ins(catalog, texts):
        texts.setdefault(key, stand_in)
    return MappingProxyType(texts)


def negotiate(accept_language: str, offered: Sequence[str]) -> str:
    """Return the one of *offered* that suits an ``Accept-Language`` header best.

    RFC 4647 section 3.4 (lookup): the ranges in order of their quality, each
    shortened from its end until it is offered. Only if none is, an offered tag
    that begins with a range counts (``fr`` takes ``fr-CA``). Otherwise the
    first offered. A range of quality 0 is never chosen; what is no range is ignored.

    Args:
        accept_language: The header's value, possibly empty or broken.
        offered: BCP 47 tags, at least one; the first is the default.
    """
    ranges, refused = _ranges(accept_language)
    acceptable = [tag for tag in offered if tag.lower() not in refused]
    by_tag = {tag.lower(): tag for tag in reversed(acceptable)}
    for wanted in ranges:
        for tag in shorter(wanted):
            if tag in by_tag:
                return by_tag[tag]
    for wanted in ranges:
        for tag in acceptable:
            if tag.lower().startswith(f"{wanted}-"):
                return tag
    return next(iter(acceptable), offered[0])


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return in which direction *language* is written."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4), None)  # noqa: PLR2004 (RFC 5646 section 2.2.3)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT_LANGUAGES else "ltr"


def shorter(tag: str) -> Iterator[str]:
    """Yield *tag*, then what is left as parts are dropped from its end (RFC 4647 section 3.4).

    Norwegian without its form, or in its rarer form, ends in the common one.
    """
    parts = tag.split("-")
    language = parts[0].lower()
    while parts:
        yield "-".join(parts)
        parts.pop()
        # A single character introduces what follows it and says nothing alone.
        if parts and len(parts[-1]) == 1:
            parts.pop()
    if language in ("nn", "no"):
        yield "nb"


def flatten(values: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the dotted key of each leaf of nested tables, and the leaf."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flatten(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def _languages_folder() -> Any:
    return resources.files("sayso") / "data" / "languages"


@lru_cache(maxsize=64)
def _own_texts(language: str) -> Mapping[str, str]:
    """Return the texts of one product language, without English beneath.

    ``language.reviewed``, which is for translators, is no text.
    """
    text = (_languages_folder() / f"{language}.toml").read_text(encoding="utf-8")
    leaves = flatten(tomllib.loads(text))
    return MappingProxyType({key: words for key, words in leaves if isinstance(words, str)})


def _publisher_texts(catalog: Catalog, language: str) -> Mapping[str, str]:
    found = (catalog.texts[tag] for tag in shorter(language) if tag in catalog.texts)
    return next(found, {})


def _stand_ins(catalog: Catalog, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield words for the purposes and groups that nobody has described."""
    for purpose in catalog.purposes.values():
        yield f"purposes.{purpose.id}.title", texts[f"kinds.{purpose.kind}.title"]
        yield f"purposes.{purpose.id}.text", texts[f"kinds.{purpose.kind}.text"]
    for group in catalog.groups.values():
        titles = (texts[f"purposes.{purpose}.title"] for purpose in group.purposes)
        yield f"groups.{group.id}.title", ", ".join(titles)
        yield f"groups.{group.id}.text", ""


def _ranges(accept_language: str) -> tuple[list[str], set[str]]:
    """Return the wanted ranges, best first, and the refused ones, all in lower case."""
    weighed: list[tuple[float, str]] = []
    for part in accept_language.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        found = _RANGE.fullmatch(part)
        if found and found.group(1) != "*":
            weighed.append((min(float(found.group(2) or 1), 1.0), found.group(1).lower()))
    wanted = sorted((item for item in weighed if item[0] > 0), key=lambda item: -item[0])
    return [name for _, name in wanted], {name for quality, name in weighed if quality == 0}
