"""A service's configuration, signals and admin listener, on the real program."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from running import BIN, free_port, scratch, wait_until

GATEWAY = str(BIN / "gateway")


def run(*arguments, **environment):
    return subprocess.run([GATEWAY, *arguments], capture_output=True, text=True, timeout=30, env={**os.environ, **environment})


def test_help_documents_every_setting():
    result = run("--help")
    assert result.returncode == 0 and not result.stderr
    for flag in ["--http-listen", "--http-body-limit", "--web-directory", "--admin-listen", "--log-level", "--config"]:
        assert re.search(rf"^  {flag}  \(DRIFTWATCH_", result.stdout, re.MULTILINE), flag
    assert run("--config-help").stdout == result.stdout


@pytest.mark.parametrize("arguments, environment, text", [
    (["--no-such-flag", "1"], {}, "--no-such-flag: unknown"),
    (["--http-listen", "nowhere"], {}, '--http-listen: "nowhere" is not allowed; allowed: host:port'),
    (["--http-body-limit", "1TB"], {}, '--http-body-limit: "1TB" is not allowed'),
    ([], {"DRIFTWATCH_LOG_LEVEL": "loud"}, 'DRIFTWATCH_LOG_LEVEL: "loud" is not allowed; allowed: text, one of trace'),
    (["--config", "/nowhere.yaml"], {}, "cannot read /nowhere.yaml"),
    (["--web-directory", "/etc"], {}, "web.directory: /etc has no index.html"),
])
def test_a_wrong_value_is_one_line_that_names_it_and_status_2(arguments, environment, text):
    result = run("--http-listen", "127.0.0.1:0", *arguments, **environment) if "--http-listen" not in arguments else run(*arguments, **environment)
    assert result.returncode == 2
    lines = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1 and text in lines[0], result.stderr


def test_an_address_in_use_is_status_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("--http-listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert result.returncode == 2
    assert "http.listen: cannot listen on" in result.stderr


class Gateway:
    def __init__(self, more=""):
        self.port, self.admin = free_port(), free_port()
        config = scratch("dw-config-") / "gateway.yaml"
        config.write_text(f"http:\n  listen: 127.0.0.1:{self.port}\nadmin:\n  listen: 127.0.0.1:{self.admin}\nlog:\n  format: json\n{more}")
        self.process = subprocess.Popen([GATEWAY, "--config", str(config)], stderr=subprocess.PIPE, text=True)
        wait_until(lambda: self.get("/healthz")[0] == 200, 20, "the admin listener")

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def gateway():
    running = Gateway()
    yield running
    running.end()


def test_the_admin_listener_answers_health_and_metrics(gateway):
    assert gateway.get("/healthz") == (200, "ok\n")
    status, text = gateway.get("/metrics")
    assert status == 200
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) driftwatch_\w+ .+|driftwatch_\w+(\{.*\})? \S+', line), line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_gracefully_with_status_0(gateway, number):
    gateway.process.send_signal(number)
    _, errors = gateway.process.communicate(timeout=20)
    assert gateway.process.returncode == 0
    assert '"message":"stopped"' in errors


def test_a_second_signal_stops_it_at_once():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        gateway = Gateway(f"auth:\n  address: 127.0.0.1:{silent.getsockname()[1]}\n")
        try:
            with socket.create_connection(("127.0.0.1", gateway.port)) as hanging:
                key = "dw_" + "a" * 40
                hanging.sendall(f"GET /v1/project HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
                time.sleep(0.5)
                gateway.process.send_signal(signal.SIGTERM)
                time.sleep(1)
                assert gateway.process.poll() is None, "it waits for the request in flight"
                gateway.process.send_signal(signal.SIGTERM)
                assert gateway.process.wait(3) == 1
        finally:
            gateway.end()
