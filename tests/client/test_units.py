"""The client's own unit tests, run by node over the vectors that Python runs too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .site import ROOT

CLIENT = ROOT / "client"


def node() -> str:
    """Return node's path: the environment's own before the machine's."""
    beside = Path(sys.executable).parent
    search = os.pathsep.join((str(beside), os.environ.get("PATH", "")))
    found = shutil.which("node", path=search)
    assert found, "No node found. Run: make setup"
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [node(), *command], cwd=CLIENT, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_clients_unit_tests_pass() -> None:
    done = run("test/run.mjs")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_client_has_no_type_errors() -> None:
    done = run("node_modules/typescript/bin/tsc", "--noEmit", "-p", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_bundle_without_the_place_for_its_payload_is_not_built(tmp_path: Path) -> None:
    copy = tmp_path / "client"
    shutil.copytree(CLIENT, copy, ignore=shutil.ignore_patterns("node_modules", "test"))
    (copy / "node_modules").symlink_to(CLIENT / "node_modules")
    site = copy / "src" / "site.ts"
    site.write_text(site.read_text().replace("__SAYSO_PAYLOAD__ as", "{} as"))
    done = subprocess.run(
        [node(), "build.mjs", "--out", str(tmp_path / "out")],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "core.js must hold __SAYSO_PAYLOAD__ exactly once" in done.stderr
