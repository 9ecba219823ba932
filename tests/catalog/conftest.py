"""A small publisher whose catalog is right, and ways to make it wrong."""

import pytest

from sayso.catalog.parse import parse
from sayso.errors import CatalogError

PUBLISHER = """
[publisher]
id = "meridian"
name = "Meridian Press"

[settings]
scope = "browser"

[purposes.necessary]
kind = "strictly-necessary"

[purposes.audience]
kind = "performance"

[purposes.sale]
kind = "sale-of-personal-data"
group = "ads"

[purposes.advertising]
kind = "targeting"
group = "ads"

[groups.ads]
order = ["sale", "advertising"]

[vendors.brightlane]
name = "Brightlane Exchange"
country = "US"

[services.brightlane]
vendor = "brightlane"
purposes = ["advertising", "sale"]
urls = ["ads.brightlane.example"]

[[cookies]]
name = "blx_*"
service = "brightlane"
host = "brightlane.example"
lifetime = "13 months"
"""

GAZETTE = """
[property]
name = "The Gazette"
origins = ["https://gazette.example"]
languages = ["en"]
services = ["brightlane"]

[vendors.pulse]
name = "Pulse Metrics"

[services.pulse]
vendor = "pulse"
purposes = ["audience"]
urls = ["cdn.pulse.example"]
"""

ENGLISH = """
[purposes.audience]
title = "Audience"
"""


@pytest.fixture
def files():
    """The catalog of a publisher with one property, as its files."""
    return {"publisher.toml": PUBLISHER, "gazette.toml": GAZETTE, "texts/en.toml": ENGLISH}


@pytest.fixture
def catalog(files):
    return parse(files)


@pytest.fixture
def edited(files):
    """Return the catalog after replacing a text in one of the files."""

    def edit(file, old, new):
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
        return parse(files)

    return edit


@pytest.fixture
def problems(edited):
    """Return what is wrong after replacing a text in one of the files."""

    def edit(file, old, new):
        with pytest.raises(CatalogError) as caught:
            edited(file, old, new)
        return [str(problem) for problem in caught.value.problems]

    return edit
