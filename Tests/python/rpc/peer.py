"""The other end of a call: our program RPCPeer, and the same service by grpcio."""

import base64
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time
from concurrent import futures

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[3]
PEER = pathlib.Path(os.environ.get("DRIFTWATCH_BIN", ROOT / ".build" / "release")) / "RPCPeer"
SERVICE = "driftwatch.test.Echo"
PATIENCE = 60  # seconds; what takes longer has hung


class OurServer:
    """RPCPeer as a server, on a free port unless told otherwise."""

    def __init__(self, *addresses, **options):
        words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        self.process = subprocess.Popen(
            [PEER, "serve", *(addresses or ["127.0.0.1:0"]), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.addresses = []
        hung = threading.Timer(PATIENCE, self.process.kill)
        hung.start()
        for line in self.process.stdout:
            if line.startswith("listening "):
                self.addresses.append(line.split()[1])
            if line == "ready\n":
                break
        hung.cancel()
        assert self.addresses, "RPCPeer did not start"

    @property
    def address(self):
        return self.addresses[0]

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, timeout=10):
        return self.process.wait(timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process.stdout.close()


class Answer:
    """What our client got."""

    def __init__(self, line):
        fields = json.loads(line)
        self.code = grpc_code(fields["code"])
        self.message = fields["message"]
        self.messages = [base64.b64decode(message) for message in fields["messages"]]
        self.headers = [decoded(pair) for pair in fields["headers"]]
        self.trailers = [decoded(pair) for pair in fields["trailers"]]


class OurClient:
    """RPCPeer as a client: one call at a time."""

    def __init__(self, address, **options):
        words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        self.process = subprocess.Popen(
            [PEER, "call", address, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, method, kind, messages=(b"",), metadata=(), **options):
        call = {
            "method": f"{SERVICE}/{method}",
            "kind": kind,
            "messages": [base64.b64encode(message).decode() for message in messages],
            "metadata": [encoded(pair) for pair in metadata],
            **options,
        }
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()

    def finish(self):
        hung = threading.Timer(PATIENCE, self.process.kill)
        hung.start()
        line = self.process.stdout.readline()
        hung.cancel()
        assert line, "RPCPeer ended in the middle of a call"
        return Answer(line)

    def call(self, *arguments, **options):
        self.start(*arguments, **options)
        return self.finish()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            assert self.process.wait(10) == 0
        finally:
            self.process.kill()
            self.process.stdout.close()


def encoded(pair):
    key, value = pair
    return [key, base64.b64encode(value).decode() if key.endswith("-bin") else value]


def decoded(pair):
    key, value = pair
    return (key, base64.b64decode(value) if key.endswith("-bin") else value)


def grpc_code(number):
    return next(code for code in grpc.StatusCode if code.value[0] == number)


class ForeignServer:
    """The echo service of Tests/RPCEcho, written for grpcio."""

    def __init__(self, credentials=None, options=(), address="127.0.0.1:0"):
        self.begun = 0
        self.cancelled = 0
        self.server = grpc.server(futures.ThreadPoolExecutor(32), options=[("grpc.so_reuseport", 0), *options])
        self.server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(SERVICE, self.handlers())])
        if address.startswith("unix:"):
            assert self.server.add_insecure_port(address)
            self.address = address
        else:
            add = self.server.add_secure_port if credentials else self.server.add_insecure_port
            self.port = add(address, credentials) if credentials else add(address)
            self.address = f"localhost:{self.port}" if credentials else f"127.0.0.1:{self.port}"
        self.server.start()

    def handlers(self):
        return {
            "Echo": grpc.unary_unary_rpc_method_handler(lambda request, context: self.begin(context) or request),
            "Collect": grpc.stream_unary_rpc_method_handler(self.collect),
            "Expand": grpc.unary_stream_rpc_method_handler(self.expand),
            "Chat": grpc.stream_stream_rpc_method_handler(self.chat),
        }

    def begin(self, context):
        """Does what the metadata asks for before the first message."""
        self.begun += 1
        metadata = list(context.invocation_metadata())
        echoes = [(key, value) for key, value in metadata if key in ("x-echo", "x-echo-bin")]
        context.send_initial_metadata(echoes)
        trailers = [(key.replace("x-echo", "x-echo-trailer"), value) for key, value in echoes]
        asked = dict(metadata)
        ended = threading.Event()
        context.add_callback(ended.set)
        if "x-delay-ms" in asked and ended.wait(int(asked["x-delay-ms"]) / 1000):
            self.cancelled += 1
        if "x-details-bin" in asked:
            trailers.append(("grpc-status-details-bin", asked["x-details-bin"]))
        context.set_trailing_metadata(trailers)
        if "x-fail" in asked:
            context.abort(grpc_code(int(asked["x-fail"])), asked.get("x-message", ""))

    def collect(self, requests, context):
        self.begin(context)
        sizes = [len(message) for message in requests]
        return f"{len(sizes)} {sum(sizes)}".encode()

    def expand(self, request, context):
        self.begin(context)
        count, size = map(int, request.split())
        for index in range(count):
            yield bytes([index % 256]) * size

    def chat(self, requests, context):
        self.begin(context)
        yield from requests

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop(0).wait()


class Method:
    """A method of a channel whose calls give up when they hang."""

    def __init__(self, call):
        self.call = call

    def __call__(self, *arguments, timeout=PATIENCE, **options):
        return self.call(*arguments, timeout=timeout, **options)

    def with_call(self, *arguments, timeout=PATIENCE, **options):
        return self.call.with_call(*arguments, timeout=timeout, **options)

    def future(self, *arguments, timeout=PATIENCE, **options):
        return self.call.future(*arguments, timeout=timeout, **options)


class ForeignClient:
    """grpcio's client of the echo service."""

    def __init__(self, address, credentials=None, options=(), compression=None):
        options = [("grpc.enable_http_proxy", 0), ("grpc.use_local_subchannel_pool", 1), *options]
        if credentials:
            self.channel = grpc.secure_channel(address, credentials, options, compression)
        else:
            self.channel = grpc.insecure_channel(address, options, compression)
        self.echo = Method(self.channel.unary_unary(f"/{SERVICE}/Echo"))
        self.collect = Method(self.channel.stream_unary(f"/{SERVICE}/Collect"))
        self.expand = Method(self.channel.unary_stream(f"/{SERVICE}/Expand"))
        self.chat = Method(self.channel.stream_stream(f"/{SERVICE}/Chat"))
        self.observed = Method(self.channel.unary_unary(f"/{SERVICE}/Observed"))

    def counts(self):
        """Calls that the server has begun, and those whose cancellation it has seen."""
        return tuple(map(int, self.observed(b"").split()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()


class Talk:
    """Requests of a stream that are given one at a time."""

    def __init__(self):
        self.waiting = queue.Queue()

    def say(self, message):
        self.waiting.put(message)

    def end(self):
        self.waiting.put(None)

    def __iter__(self):
        return iter(self.waiting.get, None)


def eventually(condition, timeout=10):
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
