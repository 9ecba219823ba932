"""The demo's catalog, with its addresses on the port that is served."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from sayso.app.catalog_folder import read_folder

WRITTEN_PORT = 8600


def catalog_folder() -> Path:
    """Return the folder of the catalog's files."""
    return Path(str(resources.files("sayso_demo") / "catalog"))


def catalog_files(port: int) -> Mapping[str, str]:
    """Return the catalog's files by name, written for *port*."""
    return {
        name: text.replace(f".localhost:{WRITTEN_PORT}", f".localhost:{port}")
        for name, text in read_folder(catalog_folder()).items()
    }
