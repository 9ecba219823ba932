"""The publications' articles: TOML files in ``content/``, read once into values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


@dataclass(frozen=True, slots=True)
class Picture:
    """An illustration with everything a reader is owed about it."""

    file: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Video:
    """A film that the video host would play."""

    id: str
    title: str
    length: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article.

    Attributes:
        slug: Last part of its address.
        language: BCP 47 tag of its text.
        section: Id of the section it appears in.
        headline: What it says.
        standfirst: The sentence or two below.
        byline: Who wrote it and where.
        published: Day of publication.
        minutes: Reading time.
        topic: What a contextual advertiser may know.
        picture: The lead picture.
        video: A film in the body, or None.
        body: A Jinja template that yields HTML.
    """

    slug: str
    language: str
    section: str
    headline: str
    standfirst: str
    byline: str
    published: date
    minutes: int
    topic: str
    picture: Picture
    video: Video | None
    body: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A property's editorial side.

    Attributes:
        id: The property's id in the catalog and first part of its host.
        name: As readers know it.
        motto: The line below the name.
        topic: What its front page is about, for contextual advertising.
        newsletter: Name of its newsletter.
        pitch: Why a reader would want it.
        sections: Section id to title, in the order of the navigation.
        translated: Language to section titles, for articles not in English.
        briefs: Short items of the front page: place and sentence.
        articles: Slug to article, lead story first.
    """

    id: str
    name: str
    motto: str
    topic: str
    newsletter: str
    pitch: str
    sections: Mapping[str, str]
    translated: Mapping[str, Mapping[str, str]]
    briefs: tuple[tuple[str, str], ...]
    articles: Mapping[str, Article]

    def in_language(self, language: str) -> tuple[Article, ...]:
        """Return the articles written in *language*, lead story first."""
        return tuple(a for a in self.articles.values() if a.language == language)

    def desk(self, article: Article) -> str:
        """Return the title of the section of *article* in the language of *article*."""
        return self.translated.get(article.language, self.sections)[article.section]

    def in_section(self, section: str) -> tuple[Article, ...]:
        """Return the articles of *section* in every language."""
        return tuple(a for a in self.articles.values() if a.section == section)


PUBLICATIONS = ("dispatch", "civicstack")


@cache
def publication(property_id: str) -> Publication:
    """Return the publication *property_id*, one of ``PUBLICATIONS``."""
    folder = resources.files("sayso_demo") / "content" / property_id
    front = _toml(folder / "front.toml")
    articles = [_article(slug, _toml(folder / f"{slug}.toml")) for slug in front["articles"]]
    return Publication(
        id=property_id,
        name=front["name"],
        motto=front["motto"],
        topic=front["topic"],
        newsletter=front["newsletter"],
        pitch=front["pitch"],
        sections=front["sections"],
        translated=front.get("translated", {}),
        briefs=tuple((brief["place"], brief["text"]) for brief in front["briefs"]),
        articles={article.slug: article for article in articles},
    )


def written_day(day: date, language: str) -> str:
    """Return *day* as it is written in *language*."""
    words = interface(language)
    month = words["months"].split(", ")[day.month - 1]
    return words["day"].format(day=day.day, month=month, year=day.year)


@cache
def interface(language: str) -> Mapping[str, str]:
    """Return the words around an article in *language*: ``en``, ``fr`` or ``ar``."""
    words: Mapping[str, str] = _toml(resources.files("sayso_demo") / "content" / "interface.toml")[
        language
    ]
    return words


def _article(slug: str, fields: Mapping[str, Any]) -> Article:
    known = {**fields, "slug": slug}
    known["picture"] = Picture(**fields["picture"])
    known["video"] = Video(**fields["video"]) if "video" in fields else None
    return Article(**known)


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
