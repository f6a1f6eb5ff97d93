"""REST v1 on the real platform: what a user's first calls do, right and wrong."""

import datetime
import json
import random
import time

import pytest

from running import Api, driftwatch, wait_until

NOW = lambda: datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731


def example(**changes):
    event = {
        "deployment_id": "dep_123", "model_version": "rec_sys_v5", "request_id": "req_abc", "timestamp": NOW(),
        "prediction": {"class": "approve", "score": 0.82}, "features": {"age": 42, "region": "NA"}, "latency_ms": 45,
        "metadata": {"cohort": "web", "ab_bucket": "A"}}
    return event | changes


def query(api, deployment, metric="count", **extra):
    return api.get("/v1/metrics/query", metric=metric, deployment_id=deployment, **({"window": "24h"} | extra))


def test_the_first_event_is_counted_within_ten_seconds_and_its_drift_is_insufficient(api):
    answer = api.post("/v1/ingest/metrics", example())
    assert (answer.status, answer.json) == (200, {"status": "ok", "ingested": 1})
    wait_until(lambda: api.count("dep_123") == 1, 10, "the event to be counted")
    psi = query(api, "dep_123", "psi", feature="age").json
    assert psi["state"] == "insufficient" and psi["total"]["state"] == "insufficient"
    assert "value" not in psi["total"] and all("value" not in point for point in psi["series"])
    count = query(api, "dep_123", slice="cohort=web").json
    assert count["total"]["count"] == 1
    assert set(query(api, "dep_123").json["slices"]) == {"cohort=web"}


def test_an_event_with_an_old_date_is_found_by_start_and_end(api):
    assert api.post("/v1/ingest/metrics", example(deployment_id="dep_old", timestamp="2025-11-25T10:02:31Z")).status == 200
    there = {"start": "2025-11-25T10:00:00Z", "end": "2025-11-25T11:00:00Z", "step": "1h"}
    series = wait_until(
        lambda: (query(api, "dep_old", **there).json if query(api, "dep_old").status == 200 else {}).get("series"), 10, "the point")
    assert [(point["ts"], point["value"]) for point in series] == [("2025-11-25T10:00:00Z", 1)]
    assert query(api, "dep_old").json["total"]["count"] == 0


def test_an_idempotency_key_counts_once(api):
    for _ in range(2):
        answer = api.post("/v1/ingest/metrics", example(deployment_id="dep_once"), Idempotency_Key="key-1")
        assert answer.json == {"status": "ok", "ingested": 1}
    other = example(deployment_id="dep_once", request_id="req_other")
    assert api.post("/v1/ingest/metrics", other, Idempotency_Key="key-2").status == 200
    wait_until(lambda: api.count("dep_once") == 2, 10, "both events")
    time.sleep(2)
    assert api.count("dep_once") == 2


def test_a_key_used_again_for_other_events_loses_none(api):
    def send(*names):
        rows = [example(deployment_id="dep_reused", request_id=name) for name in names]
        return api.post("/v1/ingest/metrics", rows, Idempotency_Key="the same")

    assert send("a").json["ingested"] == 1 and send("b", "c").json["ingested"] == 2 and send("b", "c").json["ingested"] == 2
    wait_until(lambda: api.count("dep_reused") == 3, 10, "three events")
    time.sleep(2)
    assert api.count("dep_reused") == 3


def test_names_and_latencies_that_cannot_be_are_refused_by_row(api):
    rows = [example(deployment_id="dep_odd", request_id="a", features={"__score__": 7}),
            example(deployment_id="dep_odd", request_id="b", latency_ms=-5), example(deployment_id="dep_odd", request_id="c")]
    answer = api.post("/v1/ingest/metrics", rows)
    assert answer.json["ingested"] == 1
    assert [(item["index"], item["code"]) for item in answer.json["refused"]] == [(0, "reserved_name"), (1, "latency_out_of_range")]


def test_a_reference_of_a_file(api, tmp_path):
    random.seed(3)
    table = tmp_path / "reference.csv"
    table.write_text("id,age,region,y_hat,p\n" + "".join(
        f"{i},{random.gauss(40, 10)},{random.choice(['NA', 'EU'])},approve,{random.random()}\n" for i in range(500)))
    profile = tmp_path / "reference.profile"
    driftwatch("profile", "--data", table, "--out", profile, "--ignore", "id", "--prediction", "y_hat", "--score", "p")
    rows = [example(deployment_id="dep_file", request_id=f"r{i}", features={"age": random.gauss(60, 10), "region": "EU"}) for i in range(300)]
    assert api.post("/v1/ingest/metrics", rows).json["ingested"] == 300
    wait_until(lambda: api.count("dep_file") == 300, 15, "the events")
    answer = api.post("/v1/deployments/dep_file/reference", profile.read_bytes(), Content_Type="application/octet-stream")
    assert answer.status in (200, 201) and answer.json["count"] == 500
    psi = wait_until(lambda: (lambda total: total if total["state"] == "ok" else None)(api.total("dep_file", "psi", feature="age")), 20, "PSI")
    assert psi["count"] == 300 and psi["value"] > 1
    broken = api.post("/v1/deployments/dep_file/reference", profile.read_bytes()[:-3], Content_Type="application/octet-stream")
    assert broken.status == 400 and broken.json["detail"]
    wrong = driftwatch("profile", "--data", table, "--out", profile, "--ignore", "nosuch", check=False)
    assert wrong.returncode == 2 and "nosuch" in wrong.stderr


def test_without_a_key_a_request_id_counts_once(api):
    for _ in range(3):
        assert api.post("/v1/ingest/metrics", example(deployment_id="dep_same")).status == 200
    api.post("/v1/ingest/metrics", example(deployment_id="dep_same", request_id="another"))
    wait_until(lambda: api.count("dep_same") == 2, 10, "both events")
    time.sleep(2)
    assert api.count("dep_same") == 2


def test_an_array_is_taken_row_by_row_and_a_wrong_row_is_named(api):
    rows = [example(deployment_id="dep_rows", request_id=f"r{i}") for i in range(5)]
    rows[1]["timestamp"] = "2100-01-01T00:00:00Z"
    rows[3]["request_id"] = "x" * 300
    answer = api.post("/v1/ingest/metrics", rows)
    assert answer.status == 200 and answer.json["ingested"] == 3 and answer.json["status"] == "partial"
    refused = {item["index"]: item for item in answer.json["refused"]}
    assert set(refused) == {1, 3}
    assert refused[1]["code"] == "timestamp_in_future" and refused[1]["message"]
    wait_until(lambda: api.count("dep_rows") == 3, 10, "three events")


def test_a_feature_that_changes_its_type_is_a_type_error_and_the_event_counts(api):
    for index in range(3):
        api.post("/v1/ingest/metrics", example(deployment_id="dep_types", request_id=f"r{index}"))
    wait_until(lambda: api.count("dep_types") == 3, 10, "three events")
    assert api.post("/v1/ingest/metrics", example(deployment_id="dep_types", request_id="r9", features={"age": "old"})).status == 200
    wait_until(lambda: api.count("dep_types") == 4, 10, "four events")
    assert query(api, "dep_types", "type_errors", feature="age").json["total"]["value"] == 1


def test_events_can_be_read_back_newest_first(api):
    for index in range(3):
        api.post("/v1/ingest/metrics", example(deployment_id="dep_back", request_id=f"r{index}", error_code="TIMEOUT" if index else None))
    wait_until(lambda: api.count("dep_back") == 3, 10, "three events")
    events = api.get("/v1/events", deployment_id="dep_back", limit=2).json["events"]
    assert [event["request_id"] for event in events] == ["r2", "r1"]
    assert events[0]["features"] == {"age": 42, "region": "NA"} and events[0]["prediction"]["score"] == 0.82
    assert events[0]["metadata"] == {"cohort": "web", "ab_bucket": "A"} and events[0]["error_code"] == "TIMEOUT"
    one = api.get("/v1/events", deployment_id="dep_back", limit=10, request_id="r0").json["events"]
    assert [event["request_id"] for event in one] == ["r0"]


def test_a_reference_from_a_window_gives_drift(api):
    random.seed(7)

    def rows(name, shift):
        return [example(deployment_id="dep_drift", request_id=f"{name}{i}", features={"x": random.gauss(shift, 1), "c": random.choice("ab")})
                for i in range(400)]

    assert api.post("/v1/ingest/metrics", rows("a", 0)).json["ingested"] == 400
    wait_until(lambda: api.count("dep_drift") == 400, 15, "the reference's events")
    created = api.post("/v1/deployments/dep_drift/reference", {"window": "1h"})
    assert created.status in (200, 201), created.body
    assert created.json["count"] == 400 and created.json["version"] == 1
    assert api.post("/v1/ingest/metrics", rows("b", 3)).json["ingested"] == 400

    def drift():
        answer = query(api, "dep_drift", "psi", feature="x", window="1h").json["total"]
        return answer if answer["state"] == "ok" and answer["count"] == 800 else None

    total = wait_until(drift, 20, "the drift of both halves")
    assert total["value"] > 0.25 and total["severity"] == "high" and 0 < total["noise_floor"] < 0.1
    features = {item["feature"]: item for item in api.get("/v1/metrics/drift", deployment_id="dep_drift", window="1h").json["features"]}
    assert features["x"]["drifted"] and not features["c"]["drifted"]
    assert features["x"]["metrics"]["psi"]["value"] == total["value"]
    bins = api.get("/v1/metrics/distribution", deployment_id="dep_drift", feature="x", window="1h", bins=10).json["bins"]
    assert abs(sum(bin["current"] for bin in bins) - 1) < 1e-9 and abs(sum(bin["reference"] for bin in bins) - 1) < 1e-9


@pytest.mark.parametrize("body", [
    b"", b"{", b"[", b"null", b"1", b'"text"', b"[[]]", b"[null]", b"{}", b'{"deployment_id":1}', b"\xff\xfe", b"[" * 100_000,
    b'{"deployment_id":"d","request_id":"r","features":{"a":1e999}}', b'{"deployment_id":"d","request_id":"r","timestamp":"yesterday"}',
    b'{"deployment_id":"no spaces","request_id":"r"}', b'{"deployment_id":"d","request_id":"r","unknown_field":1}',
])
def test_a_wrong_body_gets_a_problem_and_never_a_crash(api, body):
    answer = api.post("/v1/ingest/metrics", body)
    assert 400 <= answer.status < 500, (body[:80], answer.status, answer.body)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json
    assert problem["status"] == answer.status and problem["title"] and problem["detail"]


def test_limits_and_unknown_things_have_their_own_statuses(api, platform):
    assert api.post("/v1/ingest/metrics", b"[" + b" " * (5 << 20) + b"]").status == 413
    assert api.post("/v1/ingest/metrics", example(features={"x" * 10_000: 1})).status in (400, 422)
    assert query(api, "nowhere").status == 404
    assert query(api, "dep_123", "no_such_metric").status == 400
    assert "psi" in query(api, "dep_123", "no_such_metric").json["detail"]
    assert query(api, "dep_123", window="soon").status == 400
    assert api.get("/v1/no/such/route").status == 404
    assert api.request("DELETE", "/v1/deployments").status == 405
    anonymous = Api(platform.http)
    assert query(anonymous, "dep_123").status == 401 and anonymous.get("/v1/deployments").headers["WWW-Authenticate"]
    assert Api(platform.http, "dw_" + "a" * 40).get("/v1/deployments").status == 401
    assert anonymous.get("/openapi.json").json["openapi"].startswith("3.1")


def test_another_projects_data_is_not_there(api, platform):
    other = platform.api()
    assert query(other, "dep_123").status == 404
    assert other.get("/v1/events", deployment_id="dep_123").status == 404
    assert other.get("/v1/deployments/dep_123").status == 404
    assert other.get("/v1/deployments").json["deployments"] == []
    other.post("/v1/ingest/metrics", example(request_id="theirs"))
    wait_until(lambda: other.count("dep_123") == 1, 10, "the other project's event")
    assert api.count("dep_123") == 1
    assert other.get("/v1/events", deployment_id="dep_123").json["events"][0]["request_id"] == "theirs"


def test_a_project_can_refuse_unknown_deployments(platform):
    api = Api(platform.http, platform.create_project("strict", unknown_deployments="refuse")["key"])
    answer = api.post("/v1/ingest/metrics", example(deployment_id="never_registered"))
    assert answer.status == 422 and json.loads(answer.body)["refused"][0]["code"] == "unknown_deployment"
    assert query(api, "never_registered").status == 404
