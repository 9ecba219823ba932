"""Sayso's client beside others in one run in Chromium, as ratios."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
from clients import HERE, MAKERS
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from report import Measured, Weight, document, fastest, less_page, ratios, table
from tracing import CATEGORIES, scripting

HOST = "page.localhost"
SLOW_DOWN = 4
SETTLE = 700
# Long enough for the slowest fade to end before the button is pressed.
BEFORE_CLICK = 300
# Each is short and easily disturbed, so the best of them counts.
RETURNS = 2
WINDOW = {"width": 1280, "height": 800}
PROBE = (HERE / "probe.js").read_text()
# Every file of a client that this page has loaded; an answer posted to us is no file.
LOADED = """() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name))
  .filter(({ pathname }) => /^\\/(client|\\.sayso\\/p\\/page)\\//.test(pathname))
  .filter(({ pathname }) => !pathname.endsWith("/choices"))
  .map(({ pathname, search }) => pathname + search)"""


def chromium() -> str:
    """Return the browser to run, or end with advice."""
    named = os.environ.get("SAYSO_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found and shutil.which(found):
        return found
    sys.exit(
        f"benchmarks/client needs Chromium and found {found or 'none'}. Install it "
        "(`.ci/system-packages chromium`), or name one in SAYSO_CHROMIUM."
    )


def install() -> None:
    """Bring the other clients into ``node_modules`` unless they are there."""
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        sys.exit("benchmarks/client needs npm and found none. Run `make setup` first.")
    command = [npm, "ci", "--silent", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=HERE, env={**os.environ, "PATH": path}, check=False).returncode:
        sys.exit("benchmarks/client could not install the other clients: `npm ci` failed there.")
    os.utime(installed)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve the pages for as long as the block runs; give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    database = f"sqlite:////{str(folder / 'bench.db').lstrip('/')}"
    command = [sys.executable, str(HERE / "serving.py"), str(port), database]
    process = subprocess.Popen(command)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once something listens there; end the program if nothing will."""
    ends = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("benchmarks/client: the server did not start; what it said stands above.")


@contextmanager
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser context that has never been anywhere."""
    context = browser.new_context(viewport=WINDOW, locale="en-US")
    context.set_default_timeout(30_000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def slow_page(context: BrowserContext, latency: float) -> Iterator[Page]:
    """Give a page in which everything takes four times as long, and answers *latency* ms more."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
    if latency:
        # Less than nothing stands for no limit.
        unlimited = {"downloadThroughput": -1, "uploadThroughput": -1}
        conditions = {"offline": False, "latency": latency, **unlimited}
        session.send("Network.emulateNetworkConditions", conditions)
    yield page
    # The next page may live in the same process.
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.close()


@contextmanager
def costing(context: BrowserContext, address: str) -> Iterator[tuple[Page, dict[str, float]]]:
    """Open *address* and give its main thread's milliseconds of script and of everything.

    This is processor time, which other programs on the machine do not lengthen, and it is
    multiplied: Chromium's own slow-down burns processor time as well, by the clock.
    """
    browser, page = context.browser, context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.goto(address)
    page.wait_for_timeout(SETTLE)
    answer = session.send("Performance.getMetrics")
    metrics = {metric["name"]: metric["value"] * 1000 for metric in answer["metrics"]}
    spent = {"script": scripting(browser.stop_tracing(), address), "task": metrics["TaskDuration"]}
    yield page, {name: value * SLOW_DOWN for name, value in spent.items()}
    page.close()


def click(page: Page, selector: str) -> None:
    """Press the middle of an element with a real mouse, looking for it only once."""
    box = page.locator(selector).bounding_box()
    if box is None:
        raise RuntimeError(f"{page.url}: {selector} is not on screen")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def watch_cost(browser: Browser, origin: str, key: str, found: Measured) -> None:
    """A first visit with nothing of ours in the page: what it costs and what it loads."""
    address = f"{origin}/{key}/{'first' if found.client.accept else 'bare'}"
    with visitor(browser) as context, costing(context, address) as (page, spent):
        found.add(**spent)
        found.first.update(page.evaluate(LOADED))
        if found.client.dialog and not found.dialog:
            click(page, found.client.more)
            page.wait_for_selector(found.client.dialog)
            page.wait_for_timeout(SETTLE)
            found.dialog.update(page.evaluate(LOADED))


def watch_answer(page: Page, address: str, found: Measured) -> None:
    """A first visit with the probe: when the notice shows, what moves, how accepting feels."""
    page.add_init_script(PROBE.replace("ACCEPT", json.dumps(found.client.accept)))
    page.goto(address)
    page.wait_for_function("__probe.visible")
    page.wait_for_timeout(BEFORE_CLICK)
    click(page, found.client.accept)
    page.wait_for_function("__probe.paint && window.__gated")
    page.wait_for_timeout(BEFORE_CLICK)
    probe = page.evaluate("__probe")
    found.add(**{name: float(probe[name]) for name in ("visible", "shift", "paint", "event")})


def watch_return(context: BrowserContext, origin: str, key: str, found: Measured) -> None:
    """More pages, with everything in the cache: when the granted script runs, what it costs."""
    times = []
    for _ in range(RETURNS):
        with slow_page(context, found.latency) as page:
            page.goto(f"{origin}/{key}/second")
            page.wait_for_function("window.__gated")
            times.append(float(page.evaluate("__gated")))
    found.add(gated=min(times))
    with costing(context, f"{origin}/{key}/third") as (page, spent):
        found.add(script_again=spent["script"], task_again=spent["task"])
        found.every.update(page.evaluate(LOADED))


def visit(browser: Browser, origin: str, key: str, found: Measured) -> None:
    """All that one client does in one round."""
    watch_cost(browser, origin, key, found)
    with visitor(browser) as context:
        with slow_page(context, found.latency) as page:
            address = f"{origin}/{key}/first"
            if found.client.accept:
                watch_answer(page, address, found)
            else:
                page.goto(address)
                page.wait_for_function("window.__gated")
        watch_return(context, origin, key, found)


def measure(browser: Browser, origin: str, options: argparse.Namespace) -> dict[str, Measured]:
    """Visit with every client in turn, as many rounds as were asked for."""
    found = {key: Measured(make(), options.latency) for key, make in MAKERS.items()}
    for _ in range(options.rounds):
        for key, measured in found.items():
            visit(browser, origin, key, measured)
    return found


def bytes_of(port: int, path: str) -> int:
    """Return how many bytes the body has on the wire, in brotli."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "br", "Accept-Language": "en"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        if answer.headers["Content-Encoding"] != "br":
            raise RuntimeError(f"{path} was not sent in brotli")
        return len(answer.read())


def weigh(port: int, found: Measured) -> Weight:
    """Return what a client's files and its script in the page weigh."""

    def total(paths: set[str]) -> int:
        return sum(bytes_of(port, path) for path in paths)

    inline = found.client.inline.encode()
    return Weight(
        total(found.every) + (len(brotli.compress(inline, quality=11)) if inline else 0),
        total(found.first - found.every),
        total(found.dialog - found.first - found.every) if found.client.dialog else None,
    )


def run(options: argparse.Namespace, folder: Path) -> None:
    """Measure, weigh and print."""
    arguments = ["--no-sandbox", "--host-resolver-rules=MAP *.localhost 127.0.0.1"]
    with serving(folder) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=arguments)
        about = {
            "chromium": browser.version,
            "rounds": options.rounds,
            "slow_down": SLOW_DOWN,
            "latency": options.latency,
        }
        found = measure(browser, f"http://{HOST}:{port}", options)
        browser.close()
        weights = {key: weigh(port, measured) for key, measured in found.items()}
    less_page(found)
    print(
        f"Chromium {about['chromium']}, CPU {SLOW_DOWN}x slower, every answer {options.latency:g} ms "
        f"later, medians of {options.rounds} rounds"
    )
    table(found, weights)
    ratios(found, weights)
    fastest(found)
    if options.json:
        text = json.dumps(document(found, weights, about), indent=1)
        Path(options.json).write_text(text + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="visits of each client, in turn")
    parser.add_argument(
        "--latency", type=float, default=0, metavar="MS", help="added to every answer"
    )
    parser.add_argument("--json", metavar="FILE", help="write every number there as well")
    chosen = parser.parse_args()
    chosen.chromium = chromium()
    install()
    with tempfile.TemporaryDirectory() as name:
        run(chosen, Path(name))
