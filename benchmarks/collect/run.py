"""Durable choices over HTTP beside a bare ASGI program, in one run, as ratios."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import apsw
import uvloop

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CATALOG = ROOT / "demo" / "sayso_demo" / "catalog"
CONNECTIONS = (1, 16, 64, 256)
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A server process and how to speak to it."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Return the processor seconds it has used, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


@dataclass
class Slice:
    """What one server did in one slice of time."""

    requests: int
    seconds: float
    cpu: float
    p50: float
    p99: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    ends = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def running(name: str, command: list[str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        wait_for(port)
        yield Server(name, process, port)
    finally:
        process.terminate()
        process.wait()


def uuid7() -> str:
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def choice(plan: dict[str, str]) -> bytes:
    document = {
        "record": uuid7(),
        "visitor": secrets.token_urlsafe(16),
        "question": plan["question"],
        "version": plan["version"],
        "region": "ZZ",
        "language": "en",
        "how": "save",
        "purposes": {"audience": True, "advertising": False, "social": False, "sale": False},
        "despite_signal": False,
        "signals": {"gpc": False, "dnt": False},
        "given": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "page": "http://dispatch.localhost:8600/articles/three-more-winters",
    }
    return json.dumps(document).encode()


def post(plan: dict[str, str]) -> Callable[[], bytes]:
    def request() -> bytes:
        body = choice(plan)
        head = (
            "POST /p/dispatch/choices HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return request


def get() -> bytes:
    return (
        b"GET /p/dispatch/sayso.js HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Accept-Encoding: br, gzip\r\nAccept-Language: en\r\n\r\n"
    )


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    head = await reader.readuntil(b"\r\n\r\n")
    status = head[9:12]
    if status not in (b"200", b"201"):
        raise RuntimeError(f"the server answered {head[:200]!r}")
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    await reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))


async def load(
    port: int, connections: int, seconds: float, make: Callable[[], bytes]
) -> list[float]:
    times: list[float] = []
    ends = time.perf_counter() + seconds

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < ends:
            await exchange(reader, writer, make())
            times.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(caller() for _ in range(connections)))
    return times


def measure(server: Server, connections: int, seconds: float, make: Callable[[], bytes]) -> Slice:
    before, began = server.cpu(), time.perf_counter()
    times = sorted(uvloop.run(load(server.port, connections, seconds, make)))
    took = time.perf_counter() - began
    return Slice(
        len(times),
        took,
        server.cpu() - before,
        times[len(times) // 2],
        times[len(times) * 99 // 100],
    )


def compare(
    bare: Server,
    sayso: Server,
    connections: int,
    options: argparse.Namespace,
    make: Callable[[], bytes],
) -> None:
    slices: dict[str, list[Slice]] = {bare.name: [], sayso.name: []}
    for _ in range(options.rounds):
        for server in (bare, sayso):
            slices[server.name].append(measure(server, connections, options.seconds, make))
    rate = {name: median(s.requests / s.seconds for s in found) for name, found in slices.items()}
    cpu = {name: median(s.cpu / s.requests * 1e6 for s in found) for name, found in slices.items()}
    own = slices[sayso.name]
    print(
        f"{connections:>11} {rate[bare.name]:>9,.0f} {rate[sayso.name]:>9,.0f} "
        f"{rate[sayso.name] / rate[bare.name]:>6.2f}   "
        f"{cpu[bare.name]:>8.0f} {cpu[sayso.name]:>8.0f} {cpu[sayso.name] / cpu[bare.name]:>6.2f}   "
        f"{median(s.p50 for s in own) * 1000:>6.1f} {median(s.p99 for s in own) * 1000:>6.1f}"
    )


HEAD = "connections    bare/s   sayso/s  ratio   bare µs sayso µs  ratio   p50 ms p99 ms   (µs: server CPU)"


def fill(database: Path, records: int) -> None:
    """Copy the newest record until there are *records*, each with an id of its own."""
    connection = apsw.Connection(str(database))
    (have,) = connection.execute("SELECT count(*) FROM record").fetchone()
    row = connection.execute(
        "SELECT property, visitor, received, body FROM record ORDER BY position DESC LIMIT 1"
    ).fetchone()
    with connection:
        connection.executemany(
            "INSERT INTO record (position, id, property, visitor, received, body) VALUES (?,?,?,?,?,?)",
            (
                (at, uuid_bytes(), row[0], secrets.token_urlsafe(16), row[2], row[3])
                for at in range(have, records)
            ),
        )
    connection.pragma("wal_checkpoint(TRUNCATE)")
    connection.close()


def uuid_bytes() -> bytes:
    return bytes.fromhex(uuid7().replace("-", ""))


def read_plan(port: int) -> dict[str, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/p/dispatch/plan.json") as answer:
        return dict(json.load(answer))


def script(port: int) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/p/dispatch/sayso.js", headers={"Accept-Encoding": "br"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return bytes(answer.read())


def run(options: argparse.Namespace, folder: Path) -> None:
    database = folder / "bench.db"
    port = free_port()
    serve = [
        sys.executable, "-m", "sayso", "serve", "--catalog", str(CATALOG),
        "--database", f"sqlite:////{str(database).lstrip('/')}", "--port", str(port),
    ]  # fmt: skip
    for records in options.records:
        with running("sayso", serve, port) as sayso:
            plan = read_plan(port)
            measure(sayso, 1, 0.2, post(plan))
        if records:
            fill(database, records)
        with running("sayso", serve, port) as sayso:
            file = folder / "sayso.js.br"
            file.write_bytes(script(port))
            bare_port = free_port()
            command = [sys.executable, str(HERE / "bare.py"), str(bare_port), str(file)]
            with running("bare", command, bare_port) as bare:
                print(f"\nPOST a choice, {records:,} records to begin with\n{HEAD}")
                for connections in options.connections:
                    compare(bare, sayso, connections, options, post(plan))
                print(f"\nGET sayso.js\n{HEAD}")
                compare(bare, sayso, 32, options, get)


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2, help="of each slice")
    parser.add_argument("--rounds", type=int, default=3, help="slices of each server, in turn")
    parser.add_argument("--records", type=numbers, default=(0, 1_000_000))
    parser.add_argument("--connections", type=numbers, default=CONNECTIONS)
    with tempfile.TemporaryDirectory() as name:
        run(parser.parse_args(), Path(name))
