"""The C SDK against a foreign server (grpcio): delivery, absence, restart, refusals, limits, forks, threads, TLS, ctypes, examples."""

import math
import os
import pathlib
import subprocess
import sys
import threading
import time

import grpc
import pytest

from ingest_server import ROOT, AppendResponse, IngestServer, entries, texts, times

SDK = ROOT / "sdk-c"
BUILD = SDK / "build"
sys.path.insert(0, str(SDK / "examples"))

import python_ctypes  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def built():
    subprocess.run(["make", "-s", "-C", str(SDK), "all", "peers"], check=True)


@pytest.fixture
def server():
    server = IngestServer()
    yield server
    server.stop()


@pytest.fixture
def open_client():
    """Opens clients and closes what a test leaves open."""
    library = python_ctypes.load(str(BUILD / "libdriftwatch.so"))
    clients = []

    def open_client(port, **options):
        defaults = {"deployment_id": "dep", "backoff_min_ms": 20, "backoff_max_ms": 100}
        client = python_ctypes.Client(f"127.0.0.1:{port}", library=library, **(defaults | options))
        clients.append(client)
        return client

    yield open_client
    for client in clients:
        client.close(0)


def free_port():
    server = IngestServer()
    server.stop()
    return server.port


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def run(program, *arguments, **options):
    return subprocess.run([str(BUILD / program), *map(str, arguments)], capture_output=True, text=True, timeout=60, **options)


# ---------------------------------------------------------------------------------------------------------------- Delivery


def test_an_event_arrives_as_it_was_logged(server, open_client):
    client = open_client(server.port, api_key="dw_secret", model_version="v1")
    before = time.time_ns()
    client.log_inference("r1", features={"age": 42.5, "region": "NA", "member": True, "gone": None}, metadata={"cohort": "web"}, score=0.5)
    client.flush()
    (client_id, request), = server.requests
    assert client_id == client.library.dw_client_id(client.handle).decode() and len(client_id) == 32
    assert server.metadata[0]["authorization"] == "Bearer dw_secret"
    batch = request.batch
    assert (request.sequence, batch.format_version, batch.deployment_id, batch.count) == (1, 1, "dep", 1)
    assert texts(batch.request_id) == ["r1"]
    assert before <= times(batch)[0] <= time.time_ns()
    assert entries(batch.model_version) == ["v1"] and list(batch.prediction.score) == [0.5]
    assert [feature.name for feature in batch.features] == ["age", "region", "member"]
    assert list(batch.features[0].number.values) == [42.5]
    assert entries(batch.features[1].category) == ["NA"]
    assert batch.features[2].boolean.values == b"\x01"
    assert entries(batch.metadata[0].values) == ["web"]
    assert not batch.latency_ms and not batch.HasField("language_model") and not batch.HasField("error_code")
    counters = client.counters()
    assert (counters.accepted, counters.acknowledged, counters.pending, counters.connections) == (1, 1, 0, 1)
    assert 0 < client.library.dw_acknowledgement_latency_ms(client.handle, 0.5) < 5000


def test_every_column_arrives_with_its_holes(server):
    result = run("tests/peer_everything", f"127.0.0.1:{server.port}")
    assert result.returncode == 0, result.stderr
    everything = Rows()
    for _, request in sorted(server.batches().items()):
        everything.add(request.batch)
    assert everything.count == 300
    for i in range(300):
        everything.check(i)


class Rows:
    """The rows of one or more batches, column by column, as sdk-c/tests/peer_everything.c makes them."""

    def __init__(self):
        self.count = 0
        self.columns = {}

    def put(self, name, values, rows):
        values = list(values) if len(values) else [None] * rows
        assert len(values) == rows, name
        column = self.columns.setdefault(name, [None] * self.count)
        column += [None] * (self.count - len(column)) + values

    def add(self, batch):
        n, call = batch.count, batch.language_model
        self.put("request", texts(batch.request_id), n)
        self.put("trace", texts(batch.trace_id), n)
        self.put("time", times(batch), n)
        self.put("version", entries(batch.model_version), n)
        self.put("latency", numbers(batch.latency_ms), n)
        self.put("error", entries(batch.error_code), n)
        prediction = batch.prediction
        self.put("class", entries(getattr(prediction, "class")), n)
        self.put("score", numbers(prediction.score), n)
        self.put("value", numbers(prediction.value), n)
        self.put("probabilities", probabilities(prediction.probabilities, n), n)
        ranking = prediction.ranking
        self.put("ranking", lists(ranking.counts, texts(ranking.items), numbers(ranking.scores)), n)
        for feature in batch.features:
            kind = feature.WhichOneof("values")
            self.put(f"{feature.name}:{kind}", feature_values(kind, getattr(feature, kind), n), n)
        for column in batch.metadata:
            self.put(f"metadata:{column.key}", entries(column.values), n)
        self.put("prompt_version", entries(call.prompt_version), n)
        self.put("prompt", texts(call.prompt), n)
        self.put("response", texts(call.response), n)
        self.put("context", lists(call.context.counts, texts(call.context.items)), n)
        self.put("citations", lists(call.citations.counts, texts(call.citations.items)), n)
        self.put("prompt_tokens", [None if t == 0 else t - 1 for t in call.prompt_tokens], n)
        self.put("response_tokens", [None if t == 0 else t - 1 for t in call.response_tokens], n)
        d = call.documents
        self.put("documents", lists(d.counts, texts(d.id), texts(d.text), texts(d.source), numbers(d.score)), n)
        self.count += n

    def check(self, i):
        row = {name: column[i] if i < len(column) else None for name, column in self.columns.items()}
        number = -math.inf if i == 11 else None if i == 12 else i * 1.5
        p = {"yes": i / 300, "no": 1 - i / 300, "rare": 0.125 if i == 200 else 0.0}
        even = i % 2 == 0
        expected = {
            "request": f"req-é-{i}",
            "trace": f"trace-{i}" if i % 3 == 0 else None,
            "time": 1700000000000000000 + (1 if even else -1) * i * 1000003,
            "version": f"v{i // 100}" if even else None,
            "latency": i * 0.25 if i % 4 else None,
            "error": "timeout" if i % 10 == 0 else None,
            "class": None if i % 5 == 0 else "yes" if even else "no",
            "score": None if i % 5 == 1 else i / 300,
            "value": None if i % 7 else math.inf if i == 7 else -i,
            "probabilities": None if i % 3 == 0 else p,
            "ranking": [(f"item-{i}", 0.75), (f"item-{i + 1}", None)][: i % 3],
            "number:number": number,
            "sometimes:number": i if even else None,
            "category:category": None if i % 9 == 0 else f"c{i % 40}",
            "boolean:boolean": None if i % 6 == 0 else i % 4 == 1,
            "text:text": None if i % 8 == 0 else f"Straße {i}",
            "embedding:embedding": (i, 0.5, -1) if i % 10 == 5 else None,
            "mixed:number": i if even else None,
            "mixed:category": None if even else "odd",
            "empty:text": "" if i % 11 == 0 else None,
            "metadata:cohort": "web" if even else "app",
            "metadata:ab": "B" if i % 4 == 0 else None,
            "prompt_version": "p1" if even else None,
            "prompt": f"prompt {i}" if even else None,
            "response": "answer" if even else None,
            "context": [("one",), ("",), (None,)][: i % 4] if even else [],
            "citations": [("one",)][: i % 2] if even else [],
            "prompt_tokens": i if even else None,
            "response_tokens": 0 if even and i % 3 == 0 else None,
            "documents": [(f"doc-{i}", "body", None, 0.5), ("doc", None, "src", None)][: i % 3] if even else [],
        }
        for name in ("ranking", "context", "citations", "documents"):
            row[name] = row.get(name) or []
        if expected["citations"] == [] and "citations" not in self.columns:
            row["citations"] = []
        assert row == expected, i


def numbers(values):
    return [None if math.isnan(value) else value for value in values]


def probabilities(matrix, rows):
    width = len(matrix.classes)
    result = []
    for row in range(rows if width else 0):
        values = matrix.values[row * width : (row + 1) * width]
        known = dict(zip(matrix.classes, values))
        result.append(None if math.isnan(values[0]) else {name: known.get(name, 0.0) for name in ("yes", "no", "rare")})
    return result


def lists(counts, *columns):
    total = sum(counts)
    columns = [list(column) if len(column) else [None] * total for column in columns]
    assert all(len(column) == total for column in columns)
    items, rows = list(zip(*columns)), []
    for count in counts:
        rows.append(items[:count])
        items = items[count:]
    return rows


def feature_values(kind, column, rows):
    if kind == "number":
        return numbers(column.values)
    if kind == "category":
        return entries(column)
    if kind == "boolean":
        return [(False, True, None)[value] for value in column.values]
    if kind == "text":
        return texts(column)
    vectors = [tuple(column.values[row * column.dimension : (row + 1) * column.dimension]) for row in range(rows)]
    return [None if math.isnan(vector[0]) else vector for vector in vectors]


def test_batches_keep_to_their_limits(server, open_client):
    client = open_client(server.port, batch_rows=10, linger_ms=1000)
    for i in range(95):
        client.log_inference(f"r{i}", deployment_id="a" if i % 2 else "b")
    client.flush()
    counts = [request.batch.count for _, request in server.requests]
    assert sum(counts) == 95 and max(counts) == 10
    for deployment in ("a", "b"):
        assert [r.sequence for _, r in server.requests if r.batch.deployment_id == deployment] == [1, 2, 3, 4, 5]
    server.requests.clear()
    client = open_client(server.port, batch_bytes=16384)
    for i in range(100):
        client.log_inference(f"r{i}", features={"category": f"{i}" * 100})
    client.flush()
    sizes = [request.ByteSize() for _, request in server.requests]
    assert len(sizes) > 1 and max(sizes) <= 16384


def test_a_single_event_leaves_after_the_linger_time(server, open_client):
    client = open_client(server.port, linger_ms=50)
    client.log_inference("first")
    wait_until(lambda: client.counters().acknowledged == 1, 5)
    time.sleep(0.2)  # the sender sleeps soundly now
    start = time.monotonic()
    client.log_inference("second")
    wait_until(lambda: client.counters().acknowledged == 2, 5)
    assert time.monotonic() - start < 2


# -------------------------------------------------------------------------------------------------------- Absence, restart


def test_events_wait_for_a_server_that_comes_later(open_client):
    port = free_port()
    client = open_client(port)
    for i in range(1000):
        client.log_inference(f"r{i}")
    with pytest.raises(RuntimeError, match="DW_TIMED_OUT: 1000 events not acknowledged after 300 ms: stream to .* UNAVAILABLE"):
        client.flush(300)
    server = IngestServer(port)
    client.flush(10000)
    counters = client.close()
    server.stop()
    assert (counters.acknowledged, counters.lost) == (1000, 0)
    assert counters.disconnections >= 1
    assert sorted(server.request_ids()) == sorted(f"r{i}" for i in range(1000))


def test_a_restart_repeats_the_same_sequences_in_order(open_client):
    port = free_port()
    servers = []
    client = open_client(port, batch_rows=50, linger_ms=1)
    for restart in range(4):
        server = IngestServer(port)
        server.end_after = 8 if restart < 3 else None  # ends the stream in the middle, batches in flight
        servers.append(server)
        for i in range(1000):
            client.log_inference(f"r{restart}-{i}")
        if restart < 3:
            wait_until(lambda: len(server.requests) >= 7)
            server.stop()
    client.flush(20000)
    counters = client.close()
    servers[-1].stop()
    assert (counters.accepted, counters.acknowledged, counters.lost) == (4000, 4000, 0)
    assert counters.batches_retried > 0

    all_of_them = IngestServer.__new__(IngestServer)
    all_of_them._lock, all_of_them.requests = threading.Lock(), [r for server in servers for r in server.requests]
    ids = all_of_them.request_ids()  # sees to it that repeated sequences have the same content
    assert sorted(ids) == sorted(f"r{restart}-{i}" for restart in range(4) for i in range(1000))
    sequences = [sequence for _, _, sequence in all_of_them.batches()]
    assert sorted(sequences) == list(range(1, len(sequences) + 1))
    for server in servers:
        received = [request.sequence for _, request in server.requests]
        starts = [i for i in range(1, len(received)) if received[i] != received[i - 1] + 1]
        assert all(received[i] <= received[i - 1] for i in starts), "a stream began ahead of what was acknowledged"


def test_a_silent_server_is_given_up(server, open_client):
    client = open_client(server.port, acknowledge_timeout_ms=200)
    server.hold.clear()
    client.log_inference("r")
    wait_until(lambda: client.counters().batches_retried >= 2)
    server.hold.set()
    client.flush(10000)
    assert set(server.request_ids()) == {"r"}


def test_a_batch_that_the_server_cannot_take_now_is_sent_again(server, open_client):
    refusals = [3]

    def answer(request):
        if refusals[0] > 0:
            refusals[0] -= 1
            response = AppendResponse(sequence=request.sequence)
            response.error.code, response.error.retriable = "busy", True
            return response
        return IngestServer.accept(request)

    server.answer = answer
    client = open_client(server.port)
    client.log_inference("r")
    client.flush(10000)
    counters = client.counters()
    assert (counters.acknowledged, counters.refused, counters.batches_retried) == (1, 0, 3)


def test_an_answer_that_does_not_fit_ends_the_stream(server, open_client):
    wrong = [True]

    def answer(request):
        response = AppendResponse(sequence=request.sequence + (7 if wrong[0] else 0), accepted=request.batch.count)
        wrong[0] = False
        return response

    server.answer = answer
    client = open_client(server.port)
    client.log_inference("r")
    client.flush(10000)
    assert client.counters().batches_retried == 1


# ---------------------------------------------------------------------------------------------------------------- Refusals


def test_refused_rows_are_told_with_their_request_ids(server, open_client):
    told = []

    @python_ctypes.REFUSED
    def refused(_, refusal):
        r = refusal.contents
        ids = [text.data[: text.length].decode() for text in (r.deployment_id, r.request_id)]
        told.append((*ids, r.code.decode(), r.message.decode(), r.whole_batch))

    def answer(request):
        response = AppendResponse(sequence=request.sequence)
        if request.batch.deployment_id == "unknown":
            response.error.code, response.error.message = "unknown_deployment", "there is no such deployment"
            return response
        for row, identity in enumerate(texts(request.batch.request_id)):
            if identity.endswith("7"):
                response.refused.add(row=row, code="timestamp_in_future", message=f"row {row}")
        response.accepted = request.batch.count - len(response.refused)
        return response

    server.answer = answer
    client = open_client(server.port, refused=refused)
    for i in range(100):
        client.log_inference(f"r{i}")
    client.log_inference("u1", deployment_id="unknown")
    client.log_inference("u2", deployment_id="unknown")
    client.flush()
    counters = client.counters()
    assert (counters.accepted, counters.acknowledged, counters.refused, counters.pending) == (102, 90, 12, 0)
    rows = [entry for entry in told if not entry[4]]
    assert sorted(entry[1] for entry in rows) == sorted(f"r{i}" for i in range(7, 100, 10))
    assert all(entry[0] == "dep" and entry[2] == "timestamp_in_future" and entry[3].startswith("row ") for entry in rows)
    batches = [entry for entry in told if entry[4]]
    assert sorted(batches) == [("unknown", u, "unknown_deployment", "there is no such deployment", True) for u in ("u1", "u2")]


def test_a_key_that_is_not_accepted_is_said_at_once_and_nothing_is_lost(server, open_client):
    lines = []
    log = python_ctypes.LOG(lambda _, level, message: lines.append((level, message.decode())))
    server.reject = (grpc.StatusCode.UNAUTHENTICATED, "no such key")
    client = open_client(server.port, api_key="dw_wrong", log=log)
    client.log_inference("r")
    start = time.monotonic()
    with pytest.raises(RuntimeError, match="DW_REJECTED: 1 events wait: .*UNAUTHENTICATED: no such key"):
        client.flush(20000)
    assert time.monotonic() - start < 5
    counters = client.counters()
    assert (counters.rejections, counters.pending) == (1, 1)
    assert any(level == 2 and "UNAUTHENTICATED" in line for level, line in lines)
    time.sleep(0.5)
    assert len(server.metadata) == 1, "it is tried again slowly"
    counters = client.close(10000)
    assert counters.lost == 1
    assert "1 events were not acknowledged and are lost" in client.library.dw_last_error().decode()


# ------------------------------------------------------------------------------------------------------------------ Limits


def test_a_full_buffer_drops_and_counts_and_recovers(open_client):
    port = free_port()
    client = open_client(port, buffer_bytes=256 * 1024)
    statuses = [client.log_inference(f"r{i}", features={"x": float(i)}, check=False) for i in range(20000)]
    taken, dropped = statuses.count(0), statuses.count(3)
    assert taken + dropped == 20000 and taken > 500 and dropped > 500
    counters = client.counters()
    assert (counters.accepted, counters.dropped_buffer_full + counters.dropped_contention) == (taken, dropped)
    assert counters.buffer_bytes <= 256 * 1024 * 1.5
    server = IngestServer(port)
    client.flush(10000)
    client.log_inference("after")
    client.flush(10000)
    assert client.counters().buffer_bytes <= 128 * 1024 + 2 * 8192, "what was acknowledged still takes room"
    assert client.close().acknowledged == taken + 1
    server.stop()
    assert len(set(server.request_ids())) == taken + 1


def test_deployments_beyond_the_limit_are_refused(server, open_client):
    codes = []
    refused = python_ctypes.REFUSED(lambda _, refusal: codes.append(refusal.contents.code))
    client = open_client(server.port, refused=refused)
    for i in range(4100):
        client.log_inference("r", deployment_id=f"dep-{i}")
    client.flush(20000)
    counters = client.counters()
    assert (counters.acknowledged, counters.refused) == (4096, 4)
    assert codes == [b"too_many_deployments"] * 4


def test_flush_times_out_and_close_says_what_was_lost(server, open_client):
    client = open_client(server.port, batch_rows=10)
    client.log_inference("delivered")
    client.flush()
    server.hold.clear()
    for i in range(25):
        client.log_inference(f"r{i}")
    start = time.monotonic()
    with pytest.raises(RuntimeError, match="DW_TIMED_OUT: 25 events not acknowledged after 200 ms"):
        client.flush(200)
    assert 0.15 < time.monotonic() - start < 2
    start = time.monotonic()
    counters = client.close(300)
    assert time.monotonic() - start < 3
    assert (counters.accepted, counters.acknowledged, counters.lost, counters.pending) == (26, 1, 25, 0)
    server.hold.set()


def test_a_proxy_of_the_environment_is_ignored(server):
    result = run("examples/minimal", f"127.0.0.1:{server.port}", env=os.environ | {"http_proxy": "http://127.0.0.1:1"})
    assert result.returncode == 0, result.stderr
    assert server.request_ids() == ["req_abc"]


# ----------------------------------------------------------------------------------------------------------- Threads, fork


def test_many_threads_lose_nothing(server):
    result = run("tests/peer_many", f"127.0.0.1:{server.port}", 8, 5000)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split()[:3] == ["40000", "40000", "0"]
    ids = server.request_ids()
    assert len(ids) == 40000 and set(ids) == {f"{thread}-{i}" for thread in range(8) for i in range(5000)}


@pytest.mark.parametrize("sanitizer", ["address", "undefined", "thread"])
def test_sanitizers_find_nothing(sanitizer):
    port = free_port()
    build = f"build/{sanitizer}"
    flags = f"-fsanitize={sanitizer} -fno-omit-frame-pointer"
    subprocess.run(["make", "-s", "-C", str(SDK), f"BUILD={build}", f"SANITIZE={flags}", "peers"], check=True, capture_output=True)
    suppressions = SDK / "tests" / "tsan.suppressions"
    environment = os.environ | {
        "TSAN_OPTIONS": f"suppressions={suppressions} halt_on_error=1",
        "UBSAN_OPTIONS": "halt_on_error=1 print_stacktrace=1",
        "LSAN_OPTIONS": f"suppressions={SDK / 'tests' / 'lsan.suppressions'}",
    }
    server = IngestServer(port)
    server.end_after = 30
    result = run(f"{sanitizer}/tests/peer_many", f"127.0.0.1:{port}", 4, 4000, env=environment)
    assert result.returncode == 0, result.stderr
    result = run(f"{sanitizer}/tests/peer_everything", f"127.0.0.1:{port}", env=environment)
    assert result.returncode == 0, result.stderr
    server.stop()
    assert len(server.request_ids()) == 16000 + 300


def test_fork_before_the_first_event_works_and_after_it_is_an_error(server):
    result = run("tests/peer_fork", f"127.0.0.1:{server.port}")
    assert result.returncode == 0, result.stderr
    by_client = {}
    for client, request in server.requests:
        by_client.setdefault(client, []).extend(texts(request.batch.request_id))
    assert sorted(by_client.values()) == [["child-before"], ["parent-before", "parent-after"]]


# --------------------------------------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A certificate authority, a server's and a client's certificate."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=ca")
    for name in ("server", "client"):
        (folder / f"{name}.ext").write_text("subjectAltName=DNS:ingest.test\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl(
            *f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {name}.pem -days 2 -extfile {name}.ext".split()
        )
    return folder


def test_mutual_tls(certificates, open_client):
    read = lambda name: (certificates / name).read_bytes()
    credentials = grpc.ssl_server_credentials([(read("server.key"), read("server.pem"))], read("ca.pem"), require_client_auth=True)
    server = IngestServer(credentials=credentials)
    files = {
        "tls_ca_file": str(certificates / "ca.pem"),
        "tls_certificate_file": str(certificates / "client.pem"),
        "tls_key_file": str(certificates / "client.key"),
    }
    client = open_client(server.port, tls_server_name="ingest.test", **files)
    client.log_inference("secure")
    client.flush()
    assert server.request_ids() == ["secure"]

    stranger = open_client(server.port, **files)  # 127.0.0.1 is not in the certificate
    stranger.log_inference("r")
    with pytest.raises(RuntimeError, match="DW_TIMED_OUT"):
        stranger.flush(500)
    anonymous = open_client(server.port, tls_ca_file=files["tls_ca_file"], tls_server_name="ingest.test")
    anonymous.log_inference("r")
    with pytest.raises(RuntimeError, match="DW_TIMED_OUT"):
        anonymous.flush(500)
    assert server.request_ids() == ["secure"]
    server.stop()


# ------------------------------------------------------------------------------------------------------ Examples, packaging


@pytest.mark.parametrize("program", ["minimal", "llm"])
def test_examples_in_c(server, program):
    result = run(f"examples/{program}", f"localhost:{server.port}", "dw_key")
    assert (result.returncode, result.stdout, result.stderr) == (0, "accepted 1, acknowledged 1\n", "")
    assert server.metadata[0]["authorization"] == "Bearer dw_key"


def test_example_in_python(server):
    result = subprocess.run(
        [sys.executable, str(SDK / "examples" / "python_ctypes.py"), f"localhost:{server.port}", "dw_key"],
        capture_output=True, text=True, timeout=60, env=os.environ | {"DRIFTWATCH_LIBRARY": str(BUILD / "libdriftwatch.so")},
    )
    assert (result.returncode, result.stdout) == (0, "accepted 1, acknowledged 1\n"), result.stderr
    assert server.request_ids() == ["req_python"]


def test_a_unix_socket(tmp_path):
    path = f"unix:{tmp_path}/ingest"
    server = IngestServer(address=path)
    assert run("examples/minimal", path).returncode == 0
    assert server.request_ids() == ["req_abc"]
    server.stop()


def test_what_is_installed_can_be_used_through_pkg_config(tmp_path, server):
    subprocess.run(["make", "-s", "-C", str(SDK), "install", f"PREFIX={tmp_path}"], check=True)
    environment = os.environ | {"PKG_CONFIG_PATH": f"{tmp_path}/lib/pkgconfig"}
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "driftwatch"], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    for compiler, source in (("cc", "minimal.c"), ("c++", "minimal.cpp")):
        program = tmp_path / f"program-{compiler}"
        text = (SDK / "examples" / "minimal.c").read_text()
        (tmp_path / source).write_text(text)
        subprocess.run([compiler, source, *flags, f"-Wl,-rpath,{tmp_path}/lib", "-o", str(program)], cwd=tmp_path, check=True)
        result = subprocess.run([str(program), f"localhost:{server.port}"], capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stderr
    assert len(server.request_ids()) == 2


def test_only_the_interface_is_exported():
    listing = subprocess.run(["nm", "-D", "--defined-only", str(BUILD / "libdriftwatch.so")], check=True, capture_output=True, text=True)
    exported = {line.split()[-1].split("@")[0] for line in listing.stdout.splitlines() if " T " in line}
    header = (SDK / "include" / "driftwatch.h").read_text()
    declared = {line.split("(")[0].split()[-1].lstrip("*") for line in header.splitlines() if line.startswith("DW_API")}
    assert exported == declared
    dynamic = subprocess.run(["readelf", "-d", str(BUILD / "libdriftwatch.so")], check=True, capture_output=True, text=True).stdout
    assert "Library soname: [libdriftwatch.so.0]" in dynamic
