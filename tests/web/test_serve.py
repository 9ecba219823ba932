"""The real server process: how it starts, what it says when it cannot, how it stops."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CATALOG = Path(__file__).parent / "catalog"


def command(*arguments):
    return [sys.executable, "-m", "sayso", *arguments]


def environment(**extra):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    return clean | extra


def run(*arguments, **extra):
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment(**extra),
    )


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path}/consent.db"


@pytest.fixture
def start(database):
    """Return a function that starts a server and waits until it says it is ready."""
    servers = []

    def serve(*arguments, **extra):
        server = subprocess.Popen(
            command("serve", "--database", database, "--port", "0", *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(SAYSO_RATE="0", **extra),
        )
        servers.append(server)
        line = server.stdout.readline()
        assert line.startswith("ready: http://127.0.0.1:"), line + server.stderr.read()
        server.address = urlsplit(line.split()[1]).netloc
        return server

    yield serve
    for server in servers:
        if server.poll() is None:
            server.kill()
        server.communicate()


def ask(server, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(server.address, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_a_server_answers_as_soon_as_it_says_ready(start):
    server = start("--catalog", str(CATALOG))
    assert ask(server, "GET", "/readyz")[0] == 200
    status, headers, body = ask(server, "GET", "/p/gazette/sayso.js")
    assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert b'"property":"gazette"' in body


def test_the_software_behind_it_is_not_announced(start):
    _, headers, _ = ask(start("--catalog", str(CATALOG)), "GET", "/healthz")
    assert "server" not in headers


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_asked_to(start, number):
    server = start("--catalog", str(CATALOG))
    server.send_signal(number)
    out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")


def test_ten_megabytes_are_refused_with_an_answer_the_client_can_read(start):
    server = start("--catalog", str(CATALOG))
    headers = {"Content-Type": "application/json"}
    for chunked in (False, True):
        body = iter([b"x" * 65536] * 160) if chunked else b"x" * 10_485_760
        status, _, answer = ask(server, "POST", "/p/gazette/choices", body, headers)
        assert (status, json.loads(answer)["error"]["code"]) == (413, "too-large")
    assert ask(server, "GET", "/healthz")[0] == 200


def test_a_second_server_on_the_same_database_is_refused_with_one_message(start, database):
    start("--catalog", str(CATALOG))
    second = run("serve", "--catalog", str(CATALOG), "--database", database, "--port", "0")
    assert (second.returncode, second.stdout) == (3, "")
    assert "Another Sayso server already writes" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_busy_port_is_refused_with_one_message(database):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = run("serve", "--catalog", str(CATALOG), "--database", database, "--port", port)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_database_that_cannot_be_written_is_refused_with_one_message():
    done = run("serve", "--catalog", str(CATALOG), "--database", "sqlite:////nowhere/at/all.db")
    assert (done.returncode, done.stdout) == (3, "")
    assert "the folder /nowhere/at does not exist" in done.stderr


def test_a_bad_catalog_is_refused_with_file_and_path(tmp_path, database):
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder)
    text = (folder / "publisher.toml").read_text()
    (folder / "publisher.toml").write_text(text.replace('["audience"]', '["audiance"]'))
    for arguments in (
        ("serve", "--catalog", str(folder), "--database", database),
        ("publish", str(folder), "--database", database),
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert 'publisher.toml: services.pulse.purposes[0]: no purpose is called "audiance"' in (
            done.stderr
        )


def test_a_folder_that_is_not_there_is_asked_wrongly(tmp_path, database):
    done = run("publish", str(tmp_path / "nowhere"), "--database", database)
    assert done.returncode == 2
    assert "there is no such folder" in done.stderr


def test_a_bad_setting_is_asked_wrongly(database):
    done = run("serve", "--database", database, SAYSO_EDGE="moon")
    assert done.returncode == 2
    assert "SAYSO_EDGE: expected none, cloudfront" in done.stderr


def test_nothing_published_is_nothing_to_serve(database):
    done = run("serve", "--database", database, "--port", "0")
    assert done.returncode == 3
    assert "There is nothing to serve" in done.stderr


def test_publish_prints_the_version_and_serve_serves_it(start, database):
    published = run("publish", str(CATALOG), "--database", database)
    version = published.stdout.split()[0]
    assert published.returncode == 0
    assert len(version) == 8
    _, _, plan = ask(start(), "GET", "/p/gazette/plan.json?region=FR")
    assert json.loads(plan)["version"] == version


def test_publish_says_who_is_asked_again_and_why(tmp_path, database):
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder)
    run("publish", str(folder), "--database", database)
    text = (folder / "publisher.toml").read_text()
    wider = text.replace("[settings]", '[settings]\nscope = "account"')
    (folder / "publisher.toml").write_text(wider)
    done = run("publish", str(folder), "--database", database)
    assert "Visitors of gazette are asked again:" in done.stdout
    assert "settings.scope: A choice now counts for wherever the visitor is signed in" in (
        done.stdout
    )


def test_publish_prints_one_json_document(database):
    document = json.loads(run("publish", str(CATALOG), "--database", database, "--json").stdout)
    assert set(document) == {"version", "previous", "new", "changes", "reopened"}
    assert document["new"] is True


def test_publishing_works_while_a_server_runs(start, database):
    start("--catalog", str(CATALOG))
    assert run("publish", str(CATALOG), "--database", database).returncode == 0


def test_the_help_names_every_variable():
    words = " ".join(run("serve", "--help").stdout.split())
    assert "[env: SAYSO_GEO_FILE]" in words
