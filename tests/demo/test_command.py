"""``sayso demo`` as a person meets it."""

import re
import signal
import socket
import subprocess
import sys

import pytest

READY = re.compile(r"ready: http://demo\.localhost:(\d+)/\n")


def start(*arguments):
    command = [sys.executable, "-u", "-m", "sayso", "demo", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def read_until_ready(process):
    said = ""
    while not READY.search(said):
        line = process.stdout.readline()
        assert line, process.stderr.read()
        said += line
    return said


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_what_to_open_serves_and_stops_cleanly(stop, tmp_path):
    with start("--port", "0", "--data", str(tmp_path / "data")) as process:
        said = read_until_ready(process)
        process.send_signal(stop)

        rest, errors = process.communicate(timeout=20)

    assert process.returncode == 0
    assert (rest, errors) == ("", "")
    port = READY.search(said)[1]
    assert f"http://dispatch.localhost:{port}/?region=FR" in said
    assert "Safari" in said
    assert (tmp_path / "data" / "sayso.db").exists()


def test_a_busy_port_is_said_in_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start("--port", str(port)) as process:
            _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert f"Cannot listen on 127.0.0.1 port {port}" in errors
    assert "--port" in errors
    assert "Traceback" not in errors


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with start("--port", "0", "--data", str(tmp_path / "file" / "data")) as process:
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "cannot be made" in errors
