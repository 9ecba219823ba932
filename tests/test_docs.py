"""What is not documented does not exist: commands, settings, links, formats."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "build_reference.py")
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


@pytest.mark.parametrize("file", reference.PAGES)
def test_a_generated_page_is_fresh(file):
    found = (ROOT / "docs" / "reference" / file).read_text(encoding="utf-8")
    assert found == reference.PAGES[file](), "run: python scripts/build_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_pages_name_exist(page):
    roots = ("src/", "docs/", "tests/", "client/", "demo/", "scripts/", "benchmarks/")
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", page.read_text(encoding="utf-8")):
        if name.startswith(roots) and "xx" not in name:
            assert (ROOT / name).exists(), f"{page.name} names {name}"


def test_every_page_of_docs_is_reachable_from_its_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/**/*.md"):
        name = str(page.relative_to(ROOT / "docs"))
        if name != "README.md" and not name.startswith("adr/"):
            assert f"({name})" in index, f"docs/README.md does not lead to {name}"
