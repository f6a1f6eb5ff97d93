"""Logs one inference from Python through ctypes, with no binding in between.

    python3 python_ctypes.py localhost:7461 dw_…        (DRIFTWATCH_LIBRARY names the library when it is not installed)
"""

import ctypes
import math
import os
import sys
from ctypes import POINTER, Structure, Union, byref, c_bool, c_char_p, c_double, c_float, c_int, c_int64, c_size_t
from ctypes import c_uint32, c_uint64, c_void_p, sizeof

MISSING, NUMBER, CATEGORY, BOOLEAN, FREE_TEXT, EMBEDDING = range(6)
OK = 0


class Text(Structure):
    _fields_ = [("data", c_char_p), ("length", c_size_t)]

    @classmethod
    def of(cls, text):
        data = None if text is None else text.encode()
        return cls(data, len(data or b""))


class Vector(Structure):
    _fields_ = [("values", POINTER(c_float)), ("dimension", c_size_t)]


class Value(Union):
    _fields_ = [("number", c_double), ("boolean", c_bool), ("text", Text), ("vector", Vector)]


class Feature(Structure):
    _fields_ = [("name", Text), ("type", c_int), ("value", Value)]

    @classmethod
    def of(cls, name, value):
        feature = cls(Text.of(name), MISSING)
        if isinstance(value, bool):
            feature.type, feature.value.boolean = BOOLEAN, value
        elif isinstance(value, (int, float)):
            feature.type, feature.value.number = NUMBER, value
        elif isinstance(value, str):
            feature.type, feature.value.text = CATEGORY, Text.of(value)
        return feature


class Metadata(Structure):
    _fields_ = [("key", Text), ("value", Text)]


class Event(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("deployment_id", Text),
        ("request_id", Text),
        ("trace_id", Text),
        ("model_version", Text),
        ("time_unix_nanos", c_int64),
        ("latency_ms", c_double),
        ("error_code", Text),
        ("predicted_class", Text),
        ("score", c_double),
        ("value", c_double),
        ("probabilities", c_void_p),
        ("probability_count", c_size_t),
        ("ranking", c_void_p),
        ("ranking_count", c_size_t),
        ("features", POINTER(Feature)),
        ("feature_count", c_size_t),
        ("metadata", POINTER(Metadata)),
        ("metadata_count", c_size_t),
        ("language_model", c_void_p),
    ]


class Refusal(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("deployment_id", Text),
        ("request_id", Text),
        ("code", c_char_p),
        ("message", c_char_p),
        ("whole_batch", c_bool),
    ]


REFUSED = ctypes.CFUNCTYPE(None, c_void_p, POINTER(Refusal))
LOG = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_char_p)


class Options(Structure):
    _fields_ = (
        [("struct_size", c_size_t)]
        + [(name, c_char_p) for name in ("endpoint", "api_key", "deployment_id", "model_version", "client_id")]
        + [(f"tls_{name}", c_char_p) for name in ("ca_file", "certificate_file", "key_file", "server_name")]
        + [(name, c_size_t) for name in ("buffer_bytes", "batch_bytes")]
        + [
            (name, c_uint32)
            for name in ("batch_rows", "linger_ms", "window_batches", "backoff_min_ms", "backoff_max_ms", "acknowledge_timeout_ms")
        ]
        + [("refused", REFUSED), ("log", LOG), ("context", c_void_p)]
    )


class Counters(Structure):
    _fields_ = [("struct_size", c_size_t)] + [
        (name, c_uint64)
        for name in (
            "accepted acknowledged refused lost pending dropped_buffer_full dropped_contention dropped_invalid dropped_forked "
            "batches_sent batches_retried batches_acknowledged bytes_sent connections disconnections rejections buffer_bytes"
        ).split()
    ]


def load(path=None):
    library = ctypes.CDLL(path or os.environ.get("DRIFTWATCH_LIBRARY", "libdriftwatch.so.0"))
    library.dw_open.argtypes = [POINTER(Options), POINTER(c_void_p)]
    library.dw_log_inference.argtypes = [c_void_p, POINTER(Event)]
    library.dw_flush.argtypes = [c_void_p, c_uint32]
    library.dw_close.argtypes = [c_void_p, c_uint32, POINTER(Counters)]
    library.dw_get_counters.argtypes = [c_void_p, POINTER(Counters)]
    library.dw_client_id.argtypes = [c_void_p]
    library.dw_acknowledgement_latency_ms.argtypes = [c_void_p, c_double]
    library.dw_acknowledgement_latency_ms.restype = c_double
    for function in ("dw_last_error", "dw_status_name", "dw_version", "dw_client_id"):
        getattr(library, function).restype = c_char_p
    return library


class Client:
    """One client. `features` and `metadata` are dictionaries."""

    def __init__(self, endpoint, library=None, **options):
        self.library = library or load()
        self.options = Options(sizeof(Options), endpoint=endpoint.encode())
        for name, value in options.items():
            setattr(self.options, name, value.encode() if isinstance(value, str) else value)
        self.handle = c_void_p()
        self._check(self.library.dw_open(byref(self.options), byref(self.handle)))

    def log_inference(self, request_id, deployment_id=None, features=None, metadata=None, check=True, **fields):
        event = Event(sizeof(Event), latency_ms=math.nan, score=math.nan, value=math.nan)
        event.request_id, event.deployment_id = Text.of(request_id), Text.of(deployment_id)
        for name, value in fields.items():
            setattr(event, name, Text.of(value) if isinstance(value, str) else value)
        columns = [Feature.of(*item) for item in (features or {}).items()]
        pairs = [Metadata(Text.of(key), Text.of(value)) for key, value in (metadata or {}).items()]
        event.features, event.feature_count = (Feature * len(columns))(*columns), len(columns)
        event.metadata, event.metadata_count = (Metadata * len(pairs))(*pairs), len(pairs)
        status = self.library.dw_log_inference(self.handle, byref(event))
        return self._check(status) if check else status

    def flush(self, timeout_ms=5000):
        self._check(self.library.dw_flush(self.handle, timeout_ms))

    def counters(self):
        counters = Counters(sizeof(Counters))
        self._check(self.library.dw_get_counters(self.handle, byref(counters)))
        return counters

    def close(self, timeout_ms=5000):
        """The last counters; what was lost stands in `lost`."""
        counters = Counters(sizeof(Counters))
        handle, self.handle = self.handle, c_void_p()
        self.library.dw_close(handle, timeout_ms, byref(counters))
        return counters

    def _check(self, status):
        if status != OK:
            raise RuntimeError(f"{self.library.dw_status_name(status).decode()}: {self.library.dw_last_error().decode()}")
        return status


def main(endpoint="localhost:7461", key=None):
    client = Client(endpoint, api_key=key, deployment_id="dep_123", model_version="rec_sys_v5")
    client.log_inference(
        "req_python",
        features={"age": 42, "region": "NA", "returning": True, "income": None},
        metadata={"cohort": "web"},
        predicted_class="approve",
        score=0.82,
        latency_ms=45,
    )
    counters = client.close()
    print(f"accepted {counters.accepted}, acknowledged {counters.acknowledged}")
    return 0 if counters.lost == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
