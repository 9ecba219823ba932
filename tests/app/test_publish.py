"""Publishing: what comes into force, and whom it asks again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.app.catalog_folder import load_catalog
from sayso.app.publish import publish
from sayso.catalog.model import Override
from sayso.catalog.version import canonical, question, version
from sayso.errors import CatalogError
from sayso.store.sqlite import SqliteConsentStore

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CATALOG = load_catalog(Path(__file__).parents[1] / "web" / "catalog")


@pytest.fixture
def store(tmp_path):
    opened = SqliteConsentStore(tmp_path / "consent.db")
    yield opened
    opened.close()


def with_settings(**fields):
    return replace(CATALOG, settings=replace(CATALOG.settings, **fields))


def test_a_published_catalog_is_kept_whole_with_its_questions(store):
    publish(CATALOG, store, now=NOW)
    kept = store.publication(version(CATALOG))
    assert kept.canonical == canonical(CATALOG)
    assert kept.questions == {
        "gazette": question(CATALOG, "gazette"),
        "evening": question(CATALOG, "evening"),
    }


def test_the_first_version_reopens_nothing(store):
    published = publish(CATALOG, store, now=NOW)
    assert (published.new, published.previous, published.reopened()) == (True, None, {})


def test_the_same_catalog_again_changes_nothing(store):
    publish(CATALOG, store, now=NOW)
    published = publish(CATALOG, store, now=NOW)
    assert (published.new, published.changes) == (False, {})


def test_another_address_for_letters_asks_nobody_again(store):
    publish(CATALOG, store, now=NOW)
    published = publish(with_settings(legal_email="rights@northwind.example"), store, now=NOW)
    assert published.new is True
    assert published.reopened() == {}


def test_a_wider_scope_asks_the_visitors_of_every_property_again(store):
    first = publish(CATALOG, store, now=NOW)
    published = publish(with_settings(scope="account"), store, now=NOW)
    assert published.previous == first.version
    assert list(published.reopened()) == ["evening", "gazette"]


def test_an_override_that_no_regime_has_leaves_the_old_version_in_force(store):
    publish(CATALOG, store, now=NOW)
    override = Override(regime="FR", values={"nonsense": 1}, reason="a test")
    with pytest.raises(CatalogError):
        publish(replace(CATALOG, overrides=(override,)), store, now=NOW)
    assert store.latest()[0].version == version(CATALOG)
