"""`driftwatch check`: its contract, exit statuses, refusals, configuration file, and the employment example."""

import csv
import json
import random

import pytest

import running

EMPLOYMENT = running.ROOT / "examples" / "employment"
SCORE = {"value", "threshold", "drifted", "severity", "n_reference", "n_current", "state"}
REPORT = {"global_status", "drifted_features", "per_feature_metrics", "dataset", "quality", "chunks", "timestamps",
          "model_version", "reference_data_hash", "production_data_hash"}


def rows(count, seed, shift=0.0):
    chance = random.Random(seed)
    return [
        {
            "age": round(chance.gauss(40 + 10 * shift, 10), 3),
            "income": "" if chance.random() < 0.05 else round(chance.lognormvariate(10 + shift, 1), 2),
            "colour": chance.choice(["red", "green", "blue"]),
            "group": chance.choice(["a", "b"]),
            "y": int(chance.random() < 0.4),
            "y_hat": int(chance.random() < 0.4 + shift / 4),
            "time": f"2026-03-{1 + i * 10 // count:02d}T{chance.randrange(24):02d}:00:00",
        }
        for i in range(count)
    ]


def write(path, table):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    return {
        "same": write(folder / "same.csv", rows(2000, 2)), "ref": write(folder / "ref.csv", rows(2000, 1)),
        "moved": write(folder / "moved.csv", rows(2000, 3, shift=1.5)), "folder": folder,
    }


def check(reference, production, *arguments, status=0):
    answer = running.driftwatch("check", "--ref", reference, "--prod", production, "--format", "json", *arguments, check=False)
    assert answer.returncode == status, answer
    return json.loads(answer.stdout)


def refused(*arguments):
    """The one line of a refusal."""
    answer = running.driftwatch("check", *arguments, check=False)
    assert answer.returncode == 2, answer
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    return answer.stderr


def test_the_answer_keeps_its_names(files):
    report = check(files["ref"], files["moved"], "--ignore", "time", "--methods", "psi,ks,js,wasserstein,chi2,z", "--fail-on", "never")
    assert REPORT <= report.keys()
    assert set(report["per_feature_metrics"]) == {"age", "income", "colour", "group", "y", "y_hat"}
    for feature, metrics in report["per_feature_metrics"].items():
        for name, score in metrics.items():
            assert SCORE <= score.keys(), (feature, name)
            assert score["state"] == "ok" and score["severity"] in {"low", "medium", "high"}
    assert {"psi", "ks", "js_distance", "wasserstein", "chi2"} <= report["per_feature_metrics"]["age"].keys()
    assert {"psi", "js_distance", "chi2"} <= report["per_feature_metrics"]["colour"].keys()
    assert "ks" not in report["per_feature_metrics"]["colour"]
    assert report["per_feature_metrics"]["age"]["ks"]["p_value"] < 1e-6
    assert {"age", "income"} <= set(report["drifted_features"])
    assert "colour" not in report["drifted_features"]
    assert report["dataset"]["n_reference"] == report["dataset"]["n_current"] == 2000
    assert report["reference_data_hash"] != report["production_data_hash"]


def test_the_exit_status_follows_the_verdict(files):
    quiet = ["--ignore", "time,y,y_hat"]
    assert check(files["ref"], files["same"], *quiet)["global_status"] == "OK"
    assert check(files["ref"], files["same"], *quiet, "--fail-on", "warning")["global_status"] == "OK"
    # Two of four features: half of them is critical.
    assert check(files["ref"], files["moved"], *quiet, status=1)["global_status"] == "CRITICAL"
    assert check(files["ref"], files["moved"], *quiet, "--fail-on", "never")["global_status"] == "CRITICAL"
    wide = [*quiet, "--critical-share", "0.9"]
    assert check(files["ref"], files["moved"], *wide)["global_status"] == "WARNING"
    check(files["ref"], files["moved"], *wide, "--fail-on", "warning", status=1)
    check(files["ref"], files["moved"], *wide, "--critical", "age", status=1)


@pytest.mark.parametrize("arguments, words", [
    ([], ["--ref"]),
    (["--ref", "{ref}"], ["--prod"]),
    (["--ref", "{folder}/none.csv", "--prod", "{ref}"], ["none.csv"]),
    (["--ref", "{ref}", "--prod", "{same}", "--features", "aeg"], ["ref.csv", "aeg", "age"]),
    (["--ref", "{ref}", "--prod", "{same}", "--methods", "pis"], ["pis", "psi"]),
    (["--ref", "{ref}", "--prod", "{same}", "--numeric", "colour"], ["colour", ".csv"]),
    (["--ref", "{ref}", "--prod", "{same}", "--numeric", "age", "--categorical", "age"], ["age"]),
    (["--ref", "{ref}", "--prod", "{same}", "--chunk", "1x", "--timestamp", "time"], ["1x", "1d"]),
    (["--ref", "{ref}", "--prod", "{same}", "--chunk", "1d"], ["timestamp"]),
    (["--ref", "{ref}", "--prod", "{same}", "--confirm", "4/3"], ["4/3"]),
    (["--ref", "{ref}", "--prod", "{same}", "--critical-share", "5"], ["share"]),
])
def test_what_cannot_be_answered_is_said_in_one_line(files, arguments, words):
    line = refused(*(argument.format(**files) for argument in arguments))
    for word in words:
        assert word in line


@pytest.mark.parametrize("text, words", [
    ("methods: [psi]\ntreshholds: {psi: 0.2}\n", ["drift.yaml:2", "treshholds", "thresholds"]),
    ("thresholds:\n  ps: 0.2\n", ["drift.yaml:2", "'ps'", "psi"]),
    ("thresholds:\n  psi: a lot\n", ["drift.yaml:2", "psi"]),
    ("thresholds:\n  psi_pvalue: 0.05\n", ["psi"]),
    ("methods: [psi\n", ["drift.yaml"]),
    ("compat: evidentyl\n", ["drift.yaml:1", "evidently"]),
])
def test_a_wrong_configuration_is_named_with_its_line(files, tmp_path, text, words):
    path = tmp_path / "drift.yaml"
    path.write_text(text)
    line = refused("--ref", files["ref"], "--prod", files["same"], "--config", path)
    for word in words:
        assert word in line


def test_the_configuration_file_is_obeyed_and_flags_override_it(files, tmp_path):
    path = tmp_path / "drift.yaml"
    path.write_text(f"""
ref: {files["ref"]}
prod: {files["moved"]}
ignore: [time, y, y_hat]
methods: [psi, ks]
thresholds:
  psi: {{warning: 90, critical: 100}}
  ks_pvalue: 0.05
fail_on: warning
format: json
""")
    answer = running.driftwatch("check", "--config", path, check=False)
    assert answer.returncode == 1, answer
    report = json.loads(answer.stdout)
    age = report["per_feature_metrics"]["age"]
    assert age["psi"]["threshold"] == 90 and not age["psi"]["drifted"]
    assert age["ks"]["threshold"] == 0.05 and age["ks"]["drifted"]
    assert "age" in report["drifted_features"]
    answer = running.driftwatch("check", "--config", path, "--methods", "psi", "--prod", files["same"])
    report = json.loads(answer.stdout)
    assert report["drifted_features"] == []
    assert set(report["per_feature_metrics"]["age"]) == {"psi"}


def test_chunks_of_time(files):
    report = check(files["ref"], files["moved"], "--timestamp", "time", "--chunk", "1d", "--confirm", "2/3", "--features", "age",
                   "--fail-on", "never")
    chunks = report["chunks"]
    assert [chunk["start"] for chunk in chunks] == [f"2026-03-{day:02d}T00:00:00Z" for day in range(1, 11)]
    assert sum(chunk["n"] for chunk in chunks) == 2000
    assert all(chunk["drifted_features"] == ["age"] for chunk in chunks)
    assert [chunk["confirmed"] for chunk in chunks][:2] == [False, True]
    assert report["chunks"][0]["per_feature_metrics"]["age"].keys() == report["per_feature_metrics"]["age"].keys()


def test_labels_groups_and_errors(files):
    report = check(files["ref"], files["moved"], "--ignore", "time", "--label", "y", "--prediction", "y_hat", "--group", "group",
                   "--methods", "psi", "--fail-on", "never")
    assert report["per_feature_metrics"]["__error__"]["psi"]["n_current"] == 2000
    groups = report["dataset"]["groups"]
    assert set(groups) == {"a", "b"}
    assert all(scores["psi"]["value"] > 0.1 for scores in groups.values())


def test_a_profile_stands_for_its_file(files):
    profile = files["folder"] / "ref.profile"
    running.driftwatch("profile", "--data", files["ref"], "--out", profile, "--ignore", "time")
    exact = check(files["ref"], files["moved"], "--ignore", "time", "--methods", "psi,ks", "--fail-on", "never")
    binned = check(profile, files["moved"], "--methods", "psi,ks", "--fail-on", "never")
    for feature, scores in exact["per_feature_metrics"].items():
        ours = binned["per_feature_metrics"][feature]
        assert ours["psi"]["value"] == pytest.approx(scores["psi"]["value"], abs=1e-12)
        if "ks" in scores:
            assert ours["ks"]["value"] <= scores["ks"]["value"] + 1e-12
            assert scores["ks"]["value"] <= ours["ks"]["value"] + ours["ks"].get("error_bound", 0) + 1e-12
    assert "neither" not in binned["notes"][0]
    broken = files["folder"] / "broken.profile"
    broken.write_bytes(profile.read_bytes()[:40])
    assert "broken.profile" in refused("--ref", broken, "--prod", files["moved"])


def test_every_format_is_written(files, tmp_path):
    for ending, start in [("json", "{"), ("html", "<!"), ("md", ""), ("csv", ""), ("txt", "")]:
        out = tmp_path / f"report.{ending}"
        answer = running.driftwatch("check", "--ref", files["ref"], "--prod", files["same"], "--out", out)
        assert answer.stdout == ""
        assert out.read_text(encoding="utf-8").startswith(start)


def test_truths_are_the_same_however_they_are_written(files):
    chance = random.Random(5)
    flags = [chance.random() < 0.3 for _ in range(400)]
    small = write(files["folder"] / "small.csv", [{"flag": str(flag).lower()} for flag in flags])
    large = write(files["folder"] / "large.csv", [{"flag": str(flag)} for flag in flags])
    report = check(small, large, "--methods", "psi,z")
    assert report["per_feature_metrics"]["flag"]["psi"]["value"] == 0
    assert report["reference_data_hash"] == report["production_data_hash"]


def test_the_employment_example():
    report = check(EMPLOYMENT / "reference.parquet", EMPLOYMENT / "production.parquet", "--ignore", "id,year,employed", "--prediction",
                   "prediction", "--score", "predicted_probability", "--methods", "psi,ks,js,chi2")
    assert report["global_status"] == "OK"
    assert report["dataset"]["n_reference"] == 68_785 and report["dataset"]["n_current"] == 208_892
    years = check(EMPLOYMENT / "reference.parquet", EMPLOYMENT / "production.parquet", "--ignore", "id,employed", "--methods", "psi",
                  "--critical", "year", status=1)
    assert years["drifted_features"] == ["year"]
