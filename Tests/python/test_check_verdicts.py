"""`driftwatch check`: what decides, what a profile can and cannot answer, and settings that would otherwise do nothing."""

import json
import random

import pytest

import running
from test_check import check, refused, rows, write


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verdicts")
    made = {
        "folder": folder, "ref": write(folder / "ref.csv", rows(1500, 1)), "same": write(folder / "same.csv", rows(1500, 2)),
        "profile": folder / "ref.profile",
    }
    running.driftwatch("profile", "--data", made["ref"], "--out", made["profile"], "--ignore", "time", "--prediction", "y_hat")
    return made


def changed(files, name, change):
    """A copy of the production rows, changed row by row."""
    table = rows(1500, 2)
    for index, row in enumerate(table):
        change(index, row)
    return write(files["folder"] / name, table)


# With a profile

def test_a_profile_compares_only_what_is_asked_for(files):
    outputs = ["--prediction", "y_hat"]
    report = check(files["profile"], files["same"], *outputs, "--features", "age,colour", "--methods", "psi")
    assert set(report["per_feature_metrics"]) == {"age", "colour", "y_hat"}
    assert report["global_status"] == "OK" and report["drifted_features"] == []
    assert report["dataset"]["n_reference"] == report["dataset"]["n_current"] == 1500
    report = check(files["profile"], files["same"], *outputs, "--ignore", "age,time")
    assert set(report["per_feature_metrics"]) == {"income", "colour", "group", "y", "y_hat"}
    assert report["global_status"] == "OK"
    # Without the output's name only what is asked for is compared.
    assert set(check(files["profile"], files["same"], "--features", "age")["per_feature_metrics"]) == {"age"}


def test_an_output_that_a_profile_has_as_a_feature_is_that_feature(files):
    profile = files["folder"] / "plain.profile"
    running.driftwatch("profile", "--data", files["ref"], "--out", profile, "--ignore", "time")
    report = check(profile, files["same"], "--prediction", "y_hat", "--ignore", "time")
    assert report["per_feature_metrics"]["y_hat"]["psi"]["n_current"] == 1500
    assert report["global_status"] == "OK"


@pytest.mark.parametrize("arguments, words", [
    (["--chunk", "100"], ["--chunk", "ref.profile"]),
    (["--group", "group"], ["--group"]),
    (["--duplicates", "--compat", "evidently"], ["--duplicates", "--compat"]),
    (["--features", "nope"], ["ref.profile", "'nope'", "age"]),
    (["--critical", "nope"], ["'nope'"]),
    (["--ignore", "nope"], ["'nope'"]),
    (["--timestamp", "nope"], ["'nope'"]),
    (["--score", "nope"], ["'nope'"]),
    (["--score", "age", "--ignore", "age", "--numeric", "colour"], ["colour", "category"]),
    (["--methods", "wasserstein,domain_classifier"], ["wasserstein", "domain_classifier", "psi"]),
])
def test_what_a_profile_cannot_answer_is_refused(files, arguments, words):
    line = refused("--ref", files["profile"], "--prod", files["same"], "--prediction", "y_hat", *arguments)
    for word in words:
        assert word in line


def test_what_a_profile_leaves_out_is_noted(files):
    report = check(files["profile"], files["same"], "--prediction", "y_hat", "--label", "y", "--timestamp", "time", "--methods",
                   "psi,wasserstein,domain_classifier")
    notes = "\n".join(report["notes"])
    assert "wasserstein, domain_classifier: need the values" in notes and "label 'y'" in notes
    assert report["timestamps"]["production_start"] == "2026-03-01T00:00:00Z"
    assert report["timestamps"]["production_end"].startswith("2026-03-10T")
    assert "reference_start" not in report["timestamps"]


def test_a_profile_has_findings_of_data_quality(files):
    def change(index, row):
        del row["age"]
        row["new"] = index
        row["income"] = "lots"
        row["colour"] = "mauve" if index % 10 == 0 else row["colour"]
        row["group"] = "" if index % 2 else row["group"]
    moved = changed(files, "moved.csv", change)
    report = check(files["profile"], moved, "--prediction", "y_hat", "--ignore", "time", "--methods", "psi", "--fail-on", "never")
    found = {(finding["kind"], finding["column"], finding["severity"]) for finding in report["quality"]["findings"]}
    assert found == {
        ("missing_column", "age", "high"), ("new_column", "new", "low"), ("type_change", "income", "high"),
        ("new_categories", "colour", "medium"), ("missing_values", "group", "high"),
    }
    assert not {"age", "income"} & set(report["per_feature_metrics"])


def test_a_file_that_is_neither_data_nor_a_profile_is_named_as_such(files):
    path = files["folder"] / "no-ending"
    path.write_bytes(files["ref"].read_bytes())
    line = refused("--ref", path, "--prod", files["same"])
    assert "no-ending" in line and "not a profile" in line and ".csv" in line and "version 97" not in line


# Data quality

@pytest.mark.parametrize("emptied, share, critical, status", [
    ("income", 0.6, [], "WARNING"), ("income", 1.0, [], "WARNING"), ("income", 0.02, [], "OK"),
    ("income", None, [], "WARNING"), ("income", None, ["--critical", "income"], "CRITICAL"),
    ("income", 0.6, ["--critical", "income"], "WARNING"),
])
def test_seriously_worse_data_is_never_ok(files, emptied, share, critical, status):
    """A share of None: the column is gone."""
    chance = random.Random(3)

    def change(_, row):
        if share is None:
            del row[emptied]
        elif chance.random() < share:
            row[emptied] = ""
    path = changed(files, "emptied.csv", change)
    outcome = {"OK": 0, "WARNING": 0, "CRITICAL": 1}[status]
    report = check(files["ref"], path, "--ignore", "time", *critical, status=outcome)
    assert report["global_status"] == status
    if status != "OK":
        assert any(f"the status is {status}" in note and emptied in note for note in report["notes"])
        text = running.driftwatch("check", "--ref", files["ref"], "--prod", path, "--ignore", "time", *critical, "--fail-on", "never")
        assert "1 serious finding of data quality" in text.stdout
    check(files["ref"], path, "--ignore", "time", *critical, "--fail-on", "warning", status=0 if status == "OK" else 1)


def test_missing_values_of_chance_raise_no_status(files, tmp_path):
    """Of 40 rows 2 and then 6 without a value: 10 points more, which chance explains."""
    small = [write(tmp_path / f"{missing}.csv", [{"a": "" if row < missing else row, "b": row} for row in range(40)]) for missing in (2, 6, 30)]
    report = check(small[0], small[1])
    assert report["global_status"] == "INSUFFICIENT"
    assert [finding["severity"] for finding in report["quality"]["findings"] if finding["kind"] == "missing_values"] == ["medium"]
    assert check(small[0], small[2])["global_status"] == "WARNING"


# What decides

def test_any_of_several_methods_decides(files):
    # A shift of the middle third is plain to KS; of the share of missing values PSI alone knows.
    chance = random.Random(4)

    def change(_, row):
        row["age"] = row["age"] + 3
        row["income"] = "" if chance.random() < 0.4 else row["income"]
    path = changed(files, "any.csv", change)
    arguments = ["--features", "age,income,colour", "--fail-on", "never"]
    report = check(files["ref"], path, *arguments, "--methods", "ks,psi")
    age, income = report["per_feature_metrics"]["age"], report["per_feature_metrics"]["income"]
    assert age["ks"]["drifted"] and not income["ks"]["drifted"] and income["psi"]["drifted"]
    assert all(score["deciding"] for scores in report["per_feature_metrics"].values() for score in scores.values())
    assert set(report["drifted_features"]) == {"age", "income"}
    assert report == check(files["ref"], path, *arguments, "--methods", "psi,ks") | {"timestamps": report["timestamps"]}
    text = running.driftwatch("check", "--ref", files["ref"], "--prod", path, *arguments, "--methods", "ks,psi").stdout
    row = next(line for line in text.splitlines() if " age " in line)
    assert row.split()[1] != "Stable" and " ks " in row


def test_p_values_of_several_methods_are_one_family(files):
    report = check(files["ref"], files["same"], "--ignore", "time", "--methods", "ks,chi2", "--correction", "bonferroni")
    tests = [score for scores in report["per_feature_metrics"].values() for score in scores.values() if "p_value" in score]
    assert len(tests) > 6
    for score in tests:
        assert score["p_value_adjusted"] == pytest.approx(min(1, score["p_value"] * len(tests)), rel=1e-12)


def test_a_threshold_judges_where_its_metric_applies(files, tmp_path):
    config = tmp_path / "drift.yaml"
    config.write_text("thresholds: {ks_pvalue: 0.05}\n")
    report = check(files["ref"], files["same"], "--config", config, "--ignore", "time", "--fail-on", "never")
    metrics = {feature: list(scores) for feature, scores in report["per_feature_metrics"].items()}
    assert metrics["age"] == metrics["income"] == ["ks"]
    assert metrics["colour"] == metrics["group"] == ["js_distance"]
    assert all(score["state"] == "ok" for scores in report["per_feature_metrics"].values() for score in scores.values())
    age = report["per_feature_metrics"]["age"]["ks"]
    assert age["threshold"] == 0.05 and age["threshold_critical"] is None and age["threshold_of"] == "p_value"
    assert report["per_feature_metrics"]["colour"]["js_distance"]["threshold_of"] == "value"
    text = running.driftwatch("check", "--ref", files["ref"], "--prod", files["same"], "--config", config, "--ignore", "time", "--fail-on",
                              "never", "--format", "markdown").stdout
    assert "p &lt; 0.05" in text


# Settings that would otherwise do nothing

@pytest.mark.parametrize("arguments, words", [
    (["--critical", "nope"], ["nope", "age"]),
    (["--critical", "time", "--timestamp", "time"], ["time", "not compared"]),
    (["--timestamp", "nope"], ["nope", "time"]),
    (["--confirm", "2/3"], ["chunk"]),
    (["--chunk-thresholds"], ["chunk"]),
    (["--methods", ""], ["methods"]),
    (["--features", "age", "--ignore", "age"], ["age"]),
    (["--ignore", "age,income,colour,group,y,y_hat,time"], ["nothing to compare"]),
    (["--alpha", "-1"], ["alpha", "-1"]),
])
def test_a_setting_that_does_nothing_is_refused(files, arguments, words):
    line = refused("--ref", files["ref"], "--prod", files["same"], *arguments)
    for word in words:
        assert word in line


@pytest.mark.parametrize("name", ["critical", "critical_features"])
def test_the_configuration_file_takes_the_flags_names(files, tmp_path, name):
    config = tmp_path / "drift.yaml"
    config.write_text(f"{name}: [age]\nignore: [time]\ntimestamp: time\nchunk: 1d\nchunk_thresholds: true\nconfirm: 2/3\n")
    moved = changed(files, "older.csv", lambda _, row: row.update(age=row["age"] + 30))
    report = check(files["ref"], moved, "--config", config, status=1)
    assert report["global_status"] == "CRITICAL" and report["drifted_features"] == ["age"]
    limits = {chunk["per_feature_metrics"]["age"]["wasserstein_normed"]["threshold"] for chunk in report["chunks"]}
    assert len(limits) == 1 and limits != {0.1}
    config.write_text("critical: [age]\ncritical_features: [age]\n")
    assert "drift.yaml:2" in refused("--ref", files["ref"], "--prod", moved, "--config", config)


# Times

def test_the_times_of_both_sides_are_told(files):
    for arguments in ([], ["--chunk", "1d"]):
        times = check(files["ref"], files["same"], "--timestamp", "time", *arguments)["timestamps"]
        for side in ("reference", "production"):
            assert times[f"{side}_start"].startswith("2026-03-01T") and times[f"{side}_end"].startswith("2026-03-10T")
        assert times["production_end"] == max(row["time"] for row in rows(1500, 2)) + "Z"
    assert set(check(files["ref"], files["same"], "--ignore", "time")["timestamps"]) == {"created"}


def test_rows_without_a_time_are_counted(files):
    path = changed(files, "untimed.csv", lambda index, row: row.update(time="" if index < 40 else row["time"]))
    report = check(files["ref"], path, "--timestamp", "time", "--chunk", "1d", "--features", "age")
    assert sum(chunk["n"] for chunk in report["chunks"]) == 1460
    assert any("40 rows have no 'time' and are in no chunk" in note for note in report["notes"])


def test_many_chunks_are_cut_in_text_and_whole_in_json(files):
    arguments = ["--timestamp", "time", "--chunk", "60m", "--features", "age", "--min-rows", "3", "--fail-on", "never"]
    report = check(files["ref"], files["same"], *arguments)
    assert len(report["chunks"]) > 150
    for form in ("text", "markdown"):
        answer = running.driftwatch("check", "--ref", files["ref"], "--prod", files["same"], *arguments, "--format", form).stdout
        assert len(answer.splitlines()) < 110
        assert "more chunks" in answer and "--format csv or html" in answer
    assert json.dumps(report).count('"start"') == len(report["chunks"])
