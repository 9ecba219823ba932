"""The map of DESIGN: which package may import which. A new arrow is a decision, made here."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "sayso"

CORE = {"catalog", "policy"}

MAY_IMPORT = {
    "errors": set(),
    "catalog": {"errors"},
    "policy": {"catalog", "errors"},
    "settings": {"errors"},
    "app": {"catalog", "policy", "errors", "settings"},
    "store": {"app", "catalog", "policy", "errors"},
    "web": {"app", "catalog", "policy", "errors", "settings"},
    "wiring": {"app", "catalog", "policy", "store", "web", "errors", "settings"},
    "cli": {"app", "catalog", "policy", "wiring", "errors", "settings"},
}

# What stores may see of the application: its ports, not its jobs.
ONLY_PORTS = {"store"}

IMPURE = {
    "asyncio", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
    "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide which room they enter"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_arrows_point_the_way_the_map_says(path):
    here = room(path)
    if here in ("__init__", "__main__"):
        return
    assert here in MAY_IMPORT, f"{here} is a new room: put it on the map"
    for name in imported(path):
        if not name.startswith("sayso."):
            continue
        there = name.split(".")[1]
        if there in (here, "__version__", "data"):
            continue
        assert there in MAY_IMPORT[here], f"{path.name} imports {name}"
        if here in ONLY_PORTS and there == "app":
            assert name.startswith("sayso.app.ports"), f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if room(path) in CORE],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_the_core_needs_the_standard_library_alone_and_touches_nothing(path):
    for name in imported(path):
        top = name.split(".")[0]
        assert top == "sayso" or top in sys.stdlib_module_names, f"{path.name} imports {name}"
        assert top not in IMPURE, f"{path.name} imports {name}"


def test_every_room_on_the_map_exists():
    rooms = {room(path) for path in modules()} - {"__init__", "__main__"}
    assert rooms == set(MAY_IMPORT)


def test_no_module_is_a_drawer_for_the_rest():
    drawers = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    assert not [path for path in modules() if path.stem in drawers]
