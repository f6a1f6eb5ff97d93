"""An Ingest server for the tests of the C SDK, on grpcio: a foreign peer that keeps what it was sent.

It has no storage and no rules of its own; a test sets what it answers.
"""

import pathlib
import subprocess
import tempfile
import threading
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _messages():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "descriptors"
        subprocess.run(
            ["protoc", f"-I{ROOT / 'proto'}", f"--descriptor_set_out={path}", "--include_imports", "driftwatch/v1/ingest.proto"],
            check=True,
        )
        files = descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    names = ("AppendRequest", "AppendResponse", "InferenceBatch")
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(f"driftwatch.v1.{name}")) for name in names]


AppendRequest, AppendResponse, InferenceBatch = _messages()


class IngestServer:
    """Listens on `port` (0: any). `answer(request) -> AppendResponse` may be replaced; so may `reject`, a (code, message)."""

    def __init__(self, port=0, credentials=None, address=None):
        self.requests = []  # (client id, AppendRequest), as they came
        self.metadata = []  # of each stream
        self.answer = self.accept
        self.reject = None
        self.end_after = None  # ends each stream, without an answer, at its n-th batch
        self.hold = threading.Event()
        self.hold.set()
        self._lock = threading.Lock()
        self._server = grpc.server(
            futures.ThreadPoolExecutor(16),
            options=[("grpc.so_reuseport", 0)],
        )
        handler = grpc.stream_stream_rpc_method_handler(
            self._append, AppendRequest.FromString, AppendResponse.SerializeToString
        )
        self._server.add_generic_rpc_handlers(
            [grpc.method_handlers_generic_handler("driftwatch.v1.Ingest", {"Append": handler})]
        )
        where = address or f"127.0.0.1:{port}"
        if credentials is None:
            self.port = self._server.add_insecure_port(where)
        else:
            self.port = self._server.add_secure_port(where, credentials)
        self._server.start()

    @staticmethod
    def accept(request):
        return AppendResponse(sequence=request.sequence, accepted=request.batch.count)

    def _append(self, requests, context):
        metadata = dict(context.invocation_metadata())
        self.metadata.append(metadata)
        if self.reject is not None:
            context.abort(*self.reject)
        for number, request in enumerate(requests, 1):
            self.hold.wait()
            if self.end_after is not None and number >= self.end_after:
                context.abort(grpc.StatusCode.UNAVAILABLE, "ended by the test")
            with self._lock:
                self.requests.append((metadata["driftwatch-client-id"], request))
            yield self.answer(request)

    def stop(self):
        """Ends the server and every stream at once."""
        self.hold.set()
        self._server.stop(0).wait()

    def batches(self):
        """Each batch once, by (client, deployment, sequence); fails when two that should be one differ."""
        with self._lock:
            requests = list(self.requests)
        unique = {}
        for client, request in requests:
            key = (client, request.batch.deployment_id, request.sequence)
            assert unique.setdefault(key, request) == request, f"{key} was sent again with other content"
        return unique

    def request_ids(self):
        """Every request id, each batch counted once, in the order of the sequences."""
        ids = []
        for _, request in sorted(self.batches().items(), key=lambda item: item[0]):
            ids += texts(request.batch.request_id)
        return ids


def texts(column):
    """The rows of a TextColumn; None where missing."""
    rows, at = [], 0
    for length in column.lengths:
        rows.append(None if length == 0 else column.data[at : at + length - 1].decode())
        at += max(length - 1, 0)
    assert at == len(column.data)
    return rows


def entries(column):
    """The rows of a DictionaryColumn; None where missing."""
    assert len(set(column.dictionary)) == len(column.dictionary)
    return [None if code == 0 else column.dictionary[code - 1].decode() for code in column.codes]


def times(batch):
    rows, time = [], batch.base_time_unix_nanos
    for delta in batch.time_delta_nanos:
        time += delta
        rows.append(time)
    return rows
