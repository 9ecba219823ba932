"""``kill -9`` in mid-load: what was acknowledged is there, once, and nothing is half-written."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import apsw
import pytest

CATALOG = Path(__file__).parents[1] / "web" / "catalog"
CALLERS = 8
SEED = 20261124


def start(database):
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "sayso", "serve", "--port", "0"),
            *("--catalog", str(CATALOG), "--database", f"sqlite:///{database}"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"SAYSO_RATE": "0"},
    )
    line = server.stdout.readline()
    assert line.startswith("ready: ")
    server.address = urlsplit(line.split()[1]).netloc
    return server


def stop(server, number):
    server.send_signal(number)
    server.communicate(timeout=20)


class Load:
    """Callers that post choices until the server is gone, and what they were promised."""

    def __init__(self, server, dice):
        self.server = server
        self.dice = dice
        connection = http.client.HTTPConnection(server.address, timeout=20)
        connection.request("GET", "/p/gazette/plan.json?region=FR")
        self.plan = json.loads(connection.getresponse().read())
        connection.close()
        self.promised: dict[str, int] = {}
        self.threads = [threading.Thread(target=self._call) for _ in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def choice(self, record):
        return {
            "record": record,
            "visitor": "v" * 22,
            "question": self.plan["question"],
            "version": self.plan["version"],
            "region": "FR",
            "language": "en",
            "how": "refuse",
            "purposes": {"audience": False},
            "given": datetime.now(UTC).isoformat(),
        }

    def new_id(self):
        number = self.dice.getrandbits(128)
        number = number & ~(0xF << 76) | 0x7 << 76
        return str(UUID(int=number & ~(0x3 << 62) | 0x2 << 62))

    def _call(self):
        connection = http.client.HTTPConnection(self.server.address, timeout=20)
        try:
            while True:
                record = self.new_id()
                body = json.dumps(self.choice(record))
                headers = {"Content-Type": "application/json"}
                connection.request("POST", "/p/gazette/choices", body, headers)
                answer = connection.getresponse()
                document = json.loads(answer.read())
                assert answer.status == 201, document
                self.promised[record] = document["position"]
        except (OSError, http.client.HTTPException, ValueError):
            return  # the server is gone
        finally:
            connection.close()


def stored(database):
    """Return id to position of every record in the file, and check the file itself."""
    connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        assert connection.pragma("integrity_check") == "ok"
        rows = connection.execute("SELECT id, position FROM record ORDER BY position").fetchall()
    finally:
        connection.close()
    assert [position for _, position in rows] == list(range(len(rows))), "positions have a gap"
    return {str(UUID(bytes=record)): position for record, position in rows}


@pytest.mark.parametrize("moment", range(4))
def test_a_server_killed_in_mid_load_loses_no_acknowledged_choice(tmp_path, moment):
    dice = random.Random(SEED + moment)
    database = tmp_path / "consent.db"
    server = start(database)
    load = Load(server, dice)
    wanted = dice.randrange(50, 800)
    deadline = time.monotonic() + 30
    while len(load.promised) < wanted and time.monotonic() < deadline:
        time.sleep(dice.random() / 100)
    stop(server, signal.SIGKILL)
    for thread in load.threads:
        thread.join()

    assert len(load.promised) >= wanted
    kept = stored(database)
    assert {record: kept.get(record) for record in load.promised} == load.promised

    # The next server takes up where the killed one stopped, and still knows its records.
    server = start(database)
    again = Load(server, dice)
    deadline = time.monotonic() + 30
    while len(again.promised) < 50 and time.monotonic() < deadline:
        time.sleep(0.01)
    stop(server, signal.SIGTERM)
    for thread in again.threads:
        thread.join()
    kept_now = stored(database)
    promised = load.promised | again.promised
    assert {record: kept_now.get(record) for record in promised} == promised
    assert {record: kept_now[record] for record in kept} == kept
