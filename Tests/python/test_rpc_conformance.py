"""Our transports against grpcio's, both ways: the same service, the same expectations."""

import itertools
import os
import pathlib
import subprocess
import threading
import time

import grpc
import pytest
from google.protobuf import descriptor_pool
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from rpc.certificates import Authority
from rpc.peer import PATIENCE, SERVICE, ForeignClient, ForeignServer, OurClient, OurServer, Talk, eventually

ROOT = pathlib.Path(__file__).resolve().parents[2]
SLOW = [("x-delay-ms", "60000")]
ECHOES = [("x-echo", "one"), ("x-echo", "two, with blanks"), ("x-echo-bin", b"\x00\xff\n"), ("x-echo-bin", b"")]
DETAILS = bytes([8, 5, 18, 3, 97, 98, 99, 0, 255])
SIZES = [0, 1, 1000, 100_000, 4 << 20]


@pytest.fixture(scope="module")
def server():
    with OurServer() as server:
        yield server


@pytest.fixture
def client(server):
    with ForeignClient(server.address) as client:
        yield client


@pytest.fixture(scope="module")
def foreign():
    with ForeignServer() as foreign:
        yield foreign


@pytest.fixture(scope="module")
def ours(foreign):
    with OurClient(foreign.address) as ours:
        yield ours


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("ca"))
    for name in ("server", "client"):
        authority.sign(name)
    return authority


@pytest.fixture(scope="module")
def descriptors(tmp_path_factory):
    path = tmp_path_factory.mktemp("descriptors") / "all.binpb"
    files = sorted(str(file) for file in (ROOT / "proto").rglob("*.proto"))
    subprocess.run(
        ["protoc", f"-I{ROOT / 'proto'}", "--include_imports", f"--descriptor_set_out={path}", *files], check=True
    )
    return path


class TestOurServer:
    @pytest.mark.parametrize("size", SIZES)
    def test_unary(self, client, size):
        message = os.urandom(size)
        assert client.echo(message) == message

    def test_client_streaming(self, client):
        assert client.collect(iter([b"x" * 65_536] * 100)) == b"100 6553600"
        assert client.collect(iter([])) == b"0 0"

    def test_server_streaming(self, client):
        assert [len(message) for message in client.expand(b"200 10000")] == [10_000] * 200
        assert list(client.expand(b"0 0")) == []

    def test_bidirectional_streaming_in_turns(self, client):
        talk = Talk()
        answers = client.chat(iter(talk))
        for turn in range(50):
            talk.say(b"turn %d" % turn)
            assert next(answers) == b"turn %d" % turn
        talk.end()
        assert list(answers) == []

    def test_many_calls_at_once(self, client):
        calls = [client.echo.future(b"%d" % index) for index in range(500)]
        assert [call.result() for call in calls] == [b"%d" % index for index in range(500)]

    def test_compressed_requests_are_understood(self, server):
        with ForeignClient(server.address, compression=grpc.Compression.Gzip) as client:
            assert client.echo(b"a" * 100_000) == b"a" * 100_000
            assert client.collect(iter([b"a" * 10_000] * 3)) == b"3 30000"

    def test_metadata_both_ways(self, client):
        _, call = client.echo.with_call(b"", metadata=ECHOES)
        assert_echoed(call.initial_metadata(), call.trailing_metadata())
        call = client.chat(iter([b"x"]), metadata=ECHOES)
        list(call)
        assert_echoed(call.initial_metadata(), call.trailing_metadata())

    @pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
    def test_status(self, client, code):
        metadata = [("x-fail", str(code.value[0])), ("x-message", "100% wrong"), ("x-details-bin", DETAILS)]
        for failing in (lambda: client.echo(b"", metadata=metadata), lambda: list(client.expand(b"1 1", metadata=metadata))):
            with pytest.raises(grpc.RpcError) as failure:
                failing()
            assert failure.value.code() is code
            assert failure.value.details() == "100% wrong"
            assert ("grpc-status-details-bin", DETAILS) in list(failure.value.trailing_metadata())

    def test_an_unknown_method_is_unimplemented(self, client):
        with pytest.raises(grpc.RpcError) as failure:
            client.channel.unary_unary(f"/{SERVICE}/Nothing")(b"")
        assert failure.value.code() is grpc.StatusCode.UNIMPLEMENTED
        with pytest.raises(grpc.RpcError) as failure:
            list(client.channel.stream_stream("/no.such.Service/Nothing")(iter([b"x"])))
        assert failure.value.code() is grpc.StatusCode.UNIMPLEMENTED

    def test_a_deadline_ends_the_call_at_both_ends(self):
        with OurServer() as server, ForeignClient(server.address) as client:
            for slow in (
                lambda: client.echo(b"", metadata=SLOW, timeout=1),
                lambda: list(client.chat(iter([b"x"]), metadata=SLOW, timeout=1)),
            ):
                with pytest.raises(grpc.RpcError) as failure:
                    slow()
                assert failure.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
            assert eventually(lambda: client.counts() == (2, 2))

    def test_a_cancelled_call_is_cancelled_at_the_server(self):
        with OurServer() as server, ForeignClient(server.address) as client:
            calls = [
                client.echo.future(b"", metadata=SLOW), client.expand(b"1 1", metadata=SLOW),
                client.chat(iter([]), metadata=SLOW),
            ]
            assert eventually(lambda: client.counts()[0] == len(calls))
            for call in calls:
                call.cancel()
            assert eventually(lambda: client.counts() == (3, 3))

    def test_a_client_that_stops_reading_stops_the_server(self):
        with OurServer() as server, ForeignClient(server.address) as client:
            stream = client.expand(b"1000000 10000")
            assert len(list(itertools.islice(stream, 10))) == 10
            stream.cancel()
            assert eventually(lambda: client.counts() == (1, 1))

    def test_an_oversized_request_is_refused_with_both_sizes(self):
        with OurServer(receive_max=10_000) as server, ForeignClient(server.address) as client:
            for oversized in (
                lambda: client.echo(b"x" * 10_001),
                lambda: client.collect(iter([b"x", b"x" * 10_001])),
                lambda: list(client.chat(iter([b"x" * 10_001]))),
            ):
                with pytest.raises(grpc.RpcError) as failure:
                    oversized()
                assert failure.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
                assert "10001" in failure.value.details() and "10000" in failure.value.details()
            assert client.echo(b"x" * 10_000) == b"x" * 10_000

    def test_tls(self, authority):
        with OurServer(certificate=authority.path("server.pem"), key=authority.path("server.key")) as server:
            trusting = grpc.ssl_channel_credentials(authority.bytes("ca.pem"))
            with ForeignClient(f"localhost:{server.port}", trusting) as client:
                assert client.echo(b"secret") == b"secret"
                assert client.collect(iter([b"x" * 65_536] * 20)) == b"20 1310720"
            with ForeignClient(server.address) as client, pytest.raises(grpc.RpcError) as failure:
                client.echo(b"plain", timeout=5)
            assert failure.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_mutual_tls(self, authority):
        files = {"certificate": "server.pem", "key": "server.key", "client_roots": "ca.pem"}
        with OurServer(**{name: authority.path(file) for name, file in files.items()}) as server:
            signed = grpc.ssl_channel_credentials(
                authority.bytes("ca.pem"), authority.bytes("client.key"), authority.bytes("client.pem")
            )
            with ForeignClient(f"localhost:{server.port}", signed) as client:
                assert client.echo(b"secret") == b"secret"
            unsigned = grpc.ssl_channel_credentials(authority.bytes("ca.pem"))
            with ForeignClient(f"localhost:{server.port}", unsigned) as client, pytest.raises(grpc.RpcError) as failure:
                client.echo(b"secret", timeout=5)
            assert failure.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_unix_socket(self, tmp_path):
        address = f"unix:{tmp_path}/echo.sock"
        with OurServer(address) as server, ForeignClient(address) as client:
            assert server.address == address
            assert client.collect(iter([b"x" * 65_536] * 20)) == b"20 1310720"
        assert not (tmp_path / "echo.sock").exists()

    def test_graceful_shutdown_lets_calls_finish(self):
        with OurServer(grace_ms=20_000) as server, ForeignClient(server.address) as client:
            delayed = [("x-delay-ms", "1000")]
            unary = client.echo.future(b"in flight", metadata=delayed)
            stream = client.expand(b"50 1000", metadata=delayed)
            assert eventually(lambda: client.counts()[0] == 2)
            server.terminate()
            assert unary.result() == b"in flight"
            assert len(list(stream)) == 50
            assert server.wait() == 0
            with ForeignClient(server.address) as late, pytest.raises(grpc.RpcError) as failure:
                late.echo(b"late")
            assert failure.value.code() is grpc.StatusCode.UNAVAILABLE

    def test_calls_that_do_not_finish_are_cut_off(self):
        with OurServer(grace_ms=300) as server, ForeignClient(server.address) as client:
            stuck = client.echo.future(b"never", metadata=SLOW)
            assert eventually(lambda: client.counts()[0] == 1)
            start = time.monotonic()
            server.terminate()
            assert server.wait() == 0
            assert time.monotonic() - start < 5
            assert stuck.exception().code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)

    def test_health(self, client):
        health = health_pb2_grpc.HealthStub(client.channel)
        for service in ("", SERVICE):
            answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(grpc.RpcError) as failure:
            health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"))
        assert failure.value.code() is grpc.StatusCode.NOT_FOUND

    def test_a_health_watch_ends_with_the_server(self):
        with OurServer(grace_ms=20_000) as server, ForeignClient(server.address) as client:
            watch = health_pb2_grpc.HealthStub(client.channel).Watch(health_pb2.HealthCheckRequest(service=""), timeout=PATIENCE)
            assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
            server.terminate()
            assert [answer.status for answer in watch] == [health_pb2.HealthCheckResponse.NOT_SERVING]
            assert server.wait() == 0

    def test_reflection(self, descriptors):
        with OurServer(descriptors=descriptors) as server, ForeignClient(server.address) as client:
            database = ProtoReflectionDescriptorDatabase(client.channel)
            assert set(database.get_services()) == {
                SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            }
            pool = descriptor_pool.DescriptorPool(database)
            ingest = pool.FindServiceByName("driftwatch.v1.Ingest")
            assert ingest.methods_by_name["Append"].client_streaming
            request = GetMessageClass(pool.FindMessageTypeByName("driftwatch.v1.AppendRequest"))
            assert request(sequence=3).SerializeToString() == b"\x08\x03"
            health = pool.FindServiceByName("grpc.health.v1.Health")
            assert [method.name for method in health.methods] == ["Check", "List", "Watch"]
            with pytest.raises(KeyError):
                pool.FindMessageTypeByName("driftwatch.v1.NoSuchMessage")


class TestOurClient:
    @pytest.mark.parametrize("size", SIZES)
    def test_unary(self, ours, size):
        message = os.urandom(size)
        answer = ours.call("Echo", "unary", [message])
        assert (answer.code, answer.messages) == (grpc.StatusCode.OK, [message])

    def test_client_streaming(self, ours):
        assert ours.call("Collect", "client", [b"x" * 65_536] * 50).messages == [b"50 3276800"]
        assert ours.call("Collect", "client", []).messages == [b"0 0"]

    def test_server_streaming(self, ours):
        answer = ours.call("Expand", "server", [b"200 1000"])
        assert [len(message) for message in answer.messages] == [1000] * 200
        assert ours.call("Expand", "server", [b"0 0"]).messages == []

    def test_bidirectional_streaming(self, ours):
        texts = [b"%d" % index for index in range(100)]
        assert ours.call("Chat", "bidi", texts).messages == texts

    @pytest.mark.parametrize(("method", "kind"), [("Echo", "unary"), ("Collect", "client"), ("Expand", "server"), ("Chat", "bidi")])
    def test_metadata_both_ways(self, ours, method, kind):
        answer = ours.call(method, kind, [b"1 1"], metadata=ECHOES)
        assert answer.code is grpc.StatusCode.OK
        assert_echoed(answer.headers, answer.trailers)

    @pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
    def test_status(self, ours, code):
        metadata = [("x-fail", str(code.value[0])), ("x-message", "100% wrong"), ("x-details-bin", DETAILS)]
        for method, kind in (("Echo", "unary"), ("Expand", "server")):
            answer = ours.call(method, kind, [b"1 1"], metadata=metadata)
            assert (answer.code, answer.message) == (code, "100% wrong")
            assert ("grpc-status-details-bin", DETAILS) in answer.trailers

    def test_an_unknown_method_is_unimplemented(self, ours):
        for kind in ("unary", "client", "server", "bidi"):
            assert ours.call("Nothing", kind).code is grpc.StatusCode.UNIMPLEMENTED

    @pytest.mark.parametrize(("method", "kind"), [("Echo", "unary"), ("Collect", "client"), ("Expand", "server"), ("Chat", "bidi")])
    def test_a_deadline_ends_the_call_at_both_ends(self, method, kind):
        with ForeignServer() as foreign, OurClient(foreign.address) as ours:
            answer = ours.call(method, kind, [b"1 1"], metadata=SLOW, timeout_ms=1000)
            assert answer.code is grpc.StatusCode.DEADLINE_EXCEEDED
            assert eventually(lambda: foreign.cancelled == 1)

    @pytest.mark.parametrize(("method", "kind"), [("Echo", "unary"), ("Collect", "client"), ("Expand", "server"), ("Chat", "bidi")])
    def test_a_cancelled_task_cancels_the_call_at_the_server(self, method, kind):
        with ForeignServer() as foreign, OurClient(foreign.address) as ours:
            ours.start(method, kind, [b"1 1"], metadata=SLOW, cancel_after_ms=1000)
            assert eventually(lambda: foreign.begun == 1)
            assert ours.finish().code is grpc.StatusCode.CANCELLED
            assert eventually(lambda: foreign.cancelled == 1)

    def test_an_oversized_answer_is_refused_with_both_sizes(self, foreign):
        with OurClient(foreign.address, receive_max=10_000) as ours:
            for method, kind in (("Echo", "unary"), ("Chat", "bidi")):
                answer = ours.call(method, kind, [b"x" * 10_001])
                assert answer.code is grpc.StatusCode.RESOURCE_EXHAUSTED
                assert "10001" in answer.message and "10000" in answer.message

    def test_a_request_over_the_servers_limit_is_refused(self):
        with ForeignServer(options=[("grpc.max_receive_message_length", 10_000)]) as foreign, OurClient(foreign.address) as ours:
            for method, kind in (("Echo", "unary"), ("Collect", "client"), ("Chat", "bidi")):
                answer = ours.call(method, kind, [b"x" * 10_001])
                assert answer.code is grpc.StatusCode.RESOURCE_EXHAUSTED

    def test_tls(self, authority):
        credentials = grpc.ssl_server_credentials([(authority.bytes("server.key"), authority.bytes("server.pem"))])
        with ForeignServer(credentials) as foreign:
            with OurClient(foreign.address, roots=authority.path("ca.pem")) as ours:
                assert ours.call("Echo", "unary", [b"secret"]).messages == [b"secret"]
            with OurClient(foreign.address) as ours:
                answer = ours.call("Echo", "unary", [b"plain"], timeout_ms=5000)
                assert answer.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_mutual_tls(self, authority):
        credentials = grpc.ssl_server_credentials(
            [(authority.bytes("server.key"), authority.bytes("server.pem"))], authority.bytes("ca.pem"), True
        )
        roots = authority.path("ca.pem")
        with ForeignServer(credentials) as foreign:
            with OurClient(
                foreign.address, roots=roots, certificate=authority.path("client.pem"), key=authority.path("client.key")
            ) as ours:
                assert ours.call("Echo", "unary", [b"secret"]).messages == [b"secret"]
            with OurClient(foreign.address, roots=roots) as ours:
                answer = ours.call("Echo", "unary", [b"secret"], timeout_ms=5000)
                assert answer.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_unix_socket(self, tmp_path):
        with ForeignServer(address=f"unix:{tmp_path}/echo.sock") as foreign, OurClient(foreign.address) as ours:
            assert ours.call("Collect", "client", [b"x" * 65_536] * 10).messages == [b"10 655360"]

    def test_a_server_that_stops_lets_our_call_finish_and_then_is_unavailable(self):
        with ForeignServer() as foreign, OurClient(foreign.address) as ours:
            ours.start("Echo", "unary", [b"in flight"], metadata=[("x-delay-ms", "1000")])
            assert eventually(lambda: foreign.begun == 1)
            stopping = threading.Thread(target=lambda: foreign.server.stop(20).wait())
            stopping.start()
            assert ours.finish().messages == [b"in flight"]
            stopping.join()
            assert ours.call("Echo", "unary", [b"late"], timeout_ms=5000).code is grpc.StatusCode.UNAVAILABLE

    def test_a_server_that_dies_in_a_stream_is_unavailable(self):
        with ForeignServer() as foreign, OurClient(foreign.address) as ours:
            ours.start("Chat", "bidi", [b"x"], metadata=SLOW)
            assert eventually(lambda: foreign.begun == 1)
            foreign.server.stop(0)
            assert ours.finish().code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)


def assert_echoed(headers, trailers):
    """What was sent has come back, in order."""
    for key, place, found in (("x-echo", "x-echo", headers), ("x-echo", "x-echo-trailer", trailers)):
        for suffix in ("", "-bin"):
            sent = [value for name, value in ECHOES if name == key + suffix]
            assert [value for name, value in found if name == place + suffix] == sent
