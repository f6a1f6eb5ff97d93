"""Starts the real programs and talks to them: the platform in one process, or each service by itself over one Postgres."""

import atexit
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / ".build" / "release"
AS_ROOT = os.geteuid() == 0
numbers = itertools.count(1)
# What tests found out and people should see, printed at the end of every run.
notes = []


def free_port():
    """A port that was free a moment ago; the services have no other way to be told one another's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, timeout=30.0, what="condition"):
    """Polls until `condition` gives something true, and returns it."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            value, last = None, error
        else:
            last = value
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {timeout} s; last: {last!r}")
        time.sleep(0.05)


class Answer:
    """An HTTP answer, whatever its status."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Api:
    """REST v1 with one key."""

    def __init__(self, address, key=None):
        self.address, self.key = address, key

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.address + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path, **query):
        from urllib.parse import urlencode

        return self.request("GET", path + ("?" + urlencode(query) if query else ""))

    def post(self, path, body, **headers):
        return self.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def total(self, deployment, metric="count", **query):
        """The metric's total; None while the deployment is not there."""
        answer = self.get("/v1/metrics/query", metric=metric, deployment_id=deployment, **({"window": "24h"} | query))
        return answer.json["total"] if answer.status == 200 else None

    def count(self, deployment, **query):
        total = self.total(deployment, **query)
        return int(total["count"]) if total else 0


class Process:
    """A program of the build, its output in a file, killed when the tests end."""

    def __init__(self, name, arguments, directory, environment=None):
        self.name = name
        self.arguments = [str(BIN / name), *map(str, arguments)]
        self.log = pathlib.Path(directory) / f"{name}-{free_port()}.log"
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        atexit.register(self.kill)

    def start(self):
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                self.arguments, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.environment)
        return self

    def kill(self):
        """kill -9, as a crash."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self, timeout=40):
        """SIGTERM; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def text(self):
        return self.log.read_text(errors="replace")

    def wait_for(self, pattern, timeout=60):
        """Waits for a line of output that matches, and returns the match."""

        def look():
            match = re.search(pattern, self.text(), re.MULTILINE)
            if not match and self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.text()[-4000:]}")
            return match

        return wait_until(look, timeout, f"{self.name} to print {pattern!r}")


def driftwatch(*arguments, check=True, **keywords):
    """Runs the command to its end; gives the completed process with text output."""
    result = subprocess.run(
        [str(BIN / "driftwatch"), *map(str, arguments)], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        **keywords)
    if check and result.returncode != 0:
        raise AssertionError(f"driftwatch {arguments}: status {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result


def scratch(prefix):
    """A directory that other users can pass through, since Postgres runs as its own user; removed at the end."""
    directory = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
    os.chmod(directory, 0o755)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return pathlib.Path(directory)


class Platform:
    """`driftwatch up` on free ports over a data directory of its own."""

    def __init__(self, *arguments):
        self.directory = scratch("dw-up-")
        self.data = self.directory / "data"
        self.process = Process(
            "driftwatch",
            ["up", "--data-directory", self.data, "--http-listen", "127.0.0.1:0", "--rpc-listen", "127.0.0.1:0",
             "--log-format", "json", *arguments],
            self.directory)
        self.start()

    def start(self):
        if self.process.log.exists():
            self.process.log.unlink()
        self.process.start()
        self.http = self.process.wait_for(r"^dashboard: +(http://\S+?)/?$").group(1)
        self.rpc = self.process.wait_for(r"^events: +(\S+)").group(1)
        return self

    def create_project(self, name=None, **options):
        extra = [item for key, value in options.items() for item in (f"--{key.replace('_', '-')}", value)]
        answer = driftwatch(
            "admin", "create-project", "--data-directory", self.data, "--organisation", "acme", "--project", name or f"project-{next(numbers)}",
            "--format", "json", *extra)
        return json.loads(answer.stdout)

    def api(self, key=None):
        return Api(self.http, key or self.create_project()["key"])


class OwnPostgres:
    """A Postgres of the tests' own, with passwords, on a TCP port of the loopback."""

    def __init__(self):
        self.directory = scratch("dw-pg-")
        self.port = free_port()
        self.binaries = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.data = self.directory / "data"
        password = self.directory / "password"
        password.write_text("superuser-secret")
        os.chmod(password, 0o644)
        if AS_ROOT:
            shutil.chown(self.directory, "postgres")
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "--no-sync",
                  "-E", "UTF8", "--locale=C")
        self.process = None
        self.start()
        atexit.register(self.stop)

    def _run(self, program, *arguments):
        subprocess.run([*self._as_postgres(), str(self.binaries / program), *map(str, arguments)], check=True,
                       capture_output=True, cwd=self.directory)

    @staticmethod
    def _as_postgres():
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if AS_ROOT else []

    def start(self):
        with open(self.directory / "log", "ab") as output:
            self.process = subprocess.Popen(
                [*self._as_postgres(), str(self.binaries / "postgres"), "-D", str(self.data), "-c", f"port={self.port}",
                 "-c", f"unix_socket_directories={self.directory}", "-c", "listen_addresses=127.0.0.1",
                 "-c", "shared_buffers=32MB", "-c", "max_wal_size=256MB"],
                stdout=output, stderr=output, cwd=self.directory)
        wait_until(self._accepts, 60, "Postgres to accept connections")

    def _accepts(self):
        if self.process.poll() is not None:
            # A killed predecessor's children hold the shared memory for a moment.
            time.sleep(0.3)
            self.process = None
            self.start()
        return subprocess.run([str(self.binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)],
                              capture_output=True).returncode == 0

    def kill(self):
        """kill -9 of the postmaster."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def url(self, role="postgres", password="superuser-secret", database="driftwatch"):
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def sql(self, text, database="driftwatch"):
        return subprocess.run(
            ["psql", self.url(database=database), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text],
            check=True, capture_output=True, text=True).stdout.strip()


class Services:
    """Every service as a process of its own over one Postgres that is given by URL; two of ingest."""

    ADMIN = "administrator-secret-of-the-tests"

    def __init__(self):
        self.directory = scratch("dw-services-")
        self.postgres = OwnPostgres()
        self.postgres.sql("CREATE DATABASE driftwatch", database="postgres")
        driftwatch("admin", "migrate", "--database-url", self.postgres.url())
        for role in ("service", "stream", "auth"):
            self.postgres.sql(f"ALTER ROLE driftwatch_{role} LOGIN PASSWORD '{role}-secret'")
        ports = {name: free_port() for name in ("auth", "ingest", "ingest2", "stream", "metrics", "gateway")}
        address = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
        url = {role: self.postgres.url(f"driftwatch_{role}", f"{role}-secret") for role in ("service", "stream", "auth")}
        token = self.directory / "admin-token"
        token.write_text(self.ADMIN + "\n")
        self.token = token

        def make(name, role, port, *arguments, calls_auth=True):
            database = ["--database-url", url[role]] if role else []
            auth = ["--auth-address", address["auth"]] if calls_auth else []
            return Process(name, [*port, *database, *auth, *arguments], self.directory)

        def rpc(name):
            return ["--rpc-listen", address[name]]

        self.auth = make("auth", "auth", rpc("auth"), "--admin-token-file", token, calls_auth=False)
        self.ingest = make("ingest", "service", rpc("ingest"))
        self.ingest2 = make("ingest", "service", rpc("ingest2"))
        self.stream = make("stream", "stream", rpc("stream"))
        self.metrics = make("metrics-api", "service", rpc("metrics"))
        self.gateway = make(
            "gateway", None, ["--http-listen", address["gateway"]], "--ingest-address", address["ingest"], "--stream-address",
            address["stream"], "--metrics-address", address["metrics"], "--web-directory", ROOT / "web" / "dist")
        self.all = [self.auth, self.ingest, self.ingest2, self.stream, self.metrics, self.gateway]
        self.auth_address = address["auth"]
        self.rpc, self.rpc2 = address["ingest"], address["ingest2"]
        self.http = "http://" + address["gateway"]
        for process in self.all:
            process.start()
        wait_until(lambda: Api(self.http).get("/v1/project").status == 401, 60, "the gateway to answer")

    def create_project(self, name=None):
        answer = driftwatch(
            "admin", "create-project", "--auth-address", self.auth_address, "--admin-token-file", self.token, "--organisation",
            "acme", "--project", name or f"project-{next(numbers)}", "--format", "json")
        return json.loads(answer.stdout)

    def api(self, key=None):
        return Api(self.http, key or self.create_project()["key"])

    def stop(self):
        return {process.name: process.stop() for process in reversed(self.all)}
