"""The separate executables over one Postgres: the same result as one process, with two of ingest, and clean ends."""

import random
import subprocess

import pytest

from running import BIN, Services, wait_until
from test_rest import example


@pytest.fixture(scope="module")
def services():
    services = Services()
    yield services
    statuses = services.stop()
    assert all(status == 0 for status in statuses.values()), statuses


def load(api, count, start=0):
    random.seed(11)
    rows = [example(deployment_id="dep_same", request_id=f"r{i}", features={"x": random.gauss(0, 1), "c": random.choice("abc")})
            for i in range(start, start + count)]
    assert api.post("/v1/ingest/metrics", rows).json["ingested"] == count


def answers(api):
    """Every number of the deployment, without times of the clock."""
    result = {}
    for metric in ("count", "psi", "ks", "js_distance", "mean", "missing_ratio"):
        for feature in ("x", "c"):
            total = api.total("dep_same", metric, feature=feature, window="1h")
            result[metric, feature] = total
    drift = api.get("/v1/metrics/drift", deployment_id="dep_same", window="1h").json
    result["drift"] = [(item["feature"], item["metrics"], item["severity"]) for item in drift["features"]]
    return result


def prepare(api):
    load(api, 300)
    wait_until(lambda: api.count("dep_same") == 300, 30, "the first events")
    assert api.post("/v1/deployments/dep_same/reference", {"window": "1h"}).status in (200, 201)
    load(api, 300, start=300)
    wait_until(lambda: (api.total("dep_same", "psi", feature="x", window="1h") or {}).get("count") == 600, 30, "all events")
    return answers(api)


def test_single_services_answer_as_one_process_does(services, platform):
    assert prepare(services.api()) == prepare(platform.api())


def test_both_ingest_processes_feed_the_same_project(services, tmp_path):
    sender = tmp_path / "sender"
    root = BIN.parents[1]
    subprocess.run(
        ["cc", "-O1", "-o", sender, root / "Tests/python/durability/sender.c", f"-I{root}/sdk-c/include", f"-L{root}/sdk-c/build",
         "-ldriftwatch", f"-Wl,-rpath,{root}/sdk-c/build"], check=True)
    key = services.create_project("two")["key"]
    runs = [subprocess.Popen([sender, address, key, "dep_two", "3000", "20000", tmp_path / f"notes-{number}"])
            for number, address in enumerate((services.rpc, services.rpc2))]
    assert [run.wait(60) for run in runs] == [0, 0]
    api = services.api(key)
    wait_until(lambda: api.count("dep_two") == 6000, 20, "the events of both")


@pytest.mark.parametrize("program", ["auth", "ingest", "stream", "metrics-api", "gateway"])
def test_wrong_settings_are_one_line_and_status_2(program):
    run = subprocess.run([BIN / program, "--no-such-setting", "1"], capture_output=True, text=True, timeout=30)
    assert run.returncode == 2 and len(run.stderr.strip().splitlines()) == 1 and "--no-such-setting" in run.stderr
    help_text = subprocess.run([BIN / program, "--help"], capture_output=True, text=True, timeout=30)
    assert help_text.returncode == 0 and "default:" in help_text.stdout
