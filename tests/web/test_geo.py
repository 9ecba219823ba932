"""The MaxMind-format file: what its entries mean, and errors that say what to do."""

from __future__ import annotations

import sys

import pytest

from sayso.errors import StorageError
from sayso.web.geo import open_geo_file, region_of


@pytest.mark.parametrize(
    ("entry", "region"),
    [
        ({"country": {"iso_code": "US"}, "subdivisions": [{"iso_code": "CA"}]}, "US-CA"),
        ({"country": {"iso_code": "FR"}}, "FR"),
        ({"country": {"iso_code": "GB"}, "subdivisions": []}, "GB"),
        ({"country": {}}, None),
        ({"continent": {"code": "EU"}}, None),
        ({"country": {"iso_code": 7}}, None),
        ("US", None),
        (None, None),
    ],
)
def test_an_entry_means_a_region_or_nothing(entry, region):
    assert region_of(entry) == region


def test_a_missing_reader_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "maxminddb", None)
    with pytest.raises(StorageError, match=r'pip install "sayso\[geo\]"'):
        open_geo_file("places.mmdb")


def test_a_file_that_is_not_there_or_no_database_is_named(tmp_path):
    with pytest.raises(StorageError, match="SAYSO_GEO_FILE"):
        open_geo_file(str(tmp_path / "nowhere.mmdb"))
    (tmp_path / "letter.mmdb").write_text("Dear reader")
    with pytest.raises(StorageError, match="cannot be read as a MaxMind-format file"):
        open_geo_file(str(tmp_path / "letter.mmdb"))
