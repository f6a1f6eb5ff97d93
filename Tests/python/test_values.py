"""A value is the same whatever the form of its file: numbers, truths, and what cannot be compared."""

import json
import random

import pytest

from running import ROOT, driftwatch

FORMS = ["csv", "jsonl", "parquet", "arrow"]
NESTED = ROOT / "Tests" / "ColumnarTests" / "Files" / "pq_nested_extra.parquet"
QUIET = ["--format", "json", "--fail-on", "never"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same table in four forms; the CSV as pandas writes it, where a column with a gap has floats."""
    folder = tmp_path_factory.mktemp("values")
    chance = random.Random(7)
    table = []
    for row in range(600):
        label = chance.randrange(3)
        hit = chance.random() < 0.85
        table.append({
            "id": row, "label": label, "pred": None if row % 100 == 5 else float(label if hit else (label + 1) % 3),
            "truth": label == 1, "guess": float(label == 1) if hit else float(label != 1), "flag": chance.random() < 0.3,
            "grade": chance.choice([1.0, 1.5, 2.0]), "score": chance.random(), "region": chance.choice(["EU", "NA", "US"]),
        })
    with open(folder / "a.jsonl", "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in table)
    with open(folder / "a.csv", "w") as file:
        file.write(",".join(table[0]) + "\n")
        file.writelines(",".join("" if value is None else str(value) for value in row.values()) + "\n" for row in table)
    for form in ("parquet", "arrow"):
        driftwatch("simulate", "missingness", "--data", folder / "a.jsonl", "--out", folder / f"a.{form}", "--column", "region",
                   "--intensity", "0")
    return {form: folder / f"a.{form}" for form in FORMS} | {"folder": folder}


def evaluate(*arguments):
    return json.loads(driftwatch("evaluate", "--format", "json", *arguments).stdout)


def check(reference, production, *arguments):
    return json.loads(driftwatch("check", "--ref", reference, "--prod", production, *QUIET, *arguments).stdout)


@pytest.mark.parametrize("arguments", [
    ["--task", "multiclass", "--label", "label", "--prediction", "pred", "--slice", "flag", "--slice", "grade",
     "--slice-query", "pred = '2'", "--slice-query", "flag = true and grade > 1"],
    ["--task", "multiclass", "--label", "truth", "--prediction", "guess"],
    ["--task", "binary", "--label", "truth", "--score", "score", "--prediction", "guess", "--group", "flag",
     "--privileged", "True"],
    ["--task", "binary", "--label", "guess", "--score", "score", "--slice", "truth"],
    ["--task", "experiment", "--variant", "grade", "--metric", "flag", "--control", "2.0"],
    ["--task", "regression", "--label", "flag", "--prediction", "score"],
])
def test_an_evaluation_is_the_same_for_every_form(files, arguments):
    answers = [evaluate("--data", files[form], *arguments) for form in FORMS]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["metrics"]


def test_classes_written_as_floats_are_those_classes(files):
    answer = evaluate("--data", files["csv"], "--task", "multiclass", "--label", "label", "--prediction", "pred",
                      "--slice", "flag")
    assert answer["n"] == 594 and 0.8 < answer["metrics"]["accuracy"] < 0.9
    assert answer["confusion"]["classes"] == ["0", "1", "2"]
    assert [part["slice"] for part in answer["slices"]] == ["flag=false", "flag=true"]


def test_truths_are_the_classes_of_zeros_and_ones(files):
    answer = evaluate("--data", files["parquet"], "--task", "multiclass", "--label", "truth", "--prediction", "guess")
    assert answer["confusion"]["classes"] == ["0", "1"] and 0.8 < answer["metrics"]["accuracy"] < 0.9


@pytest.mark.parametrize("form", FORMS)
def test_keys_of_late_labels_match_whatever_their_form(files, form):
    late = files["folder"] / "late.csv"
    # Half of the keys as whole numbers, half as floats.
    late.write_text("id,y\n" + "".join(f"{row}{'.0' if row % 2 else ''},1\n" for row in range(0, 600)) + ",0\n")
    answer = evaluate("--data", files[form], "--task", "regression", "--labels", late, "--join-key", "id", "--label", "y",
                      "--prediction", "score")
    assert answer["n"] == 600


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_in_another_form_has_not_drifted(files, form):
    columns = ["--categorical", "label,pred,grade", "--label", "truth", "--prediction", "guess"]
    reports = [check(files["parquet"], files[form], *columns), check(files[form], files["parquet"], *columns)]
    for report in reports:
        assert report["global_status"] == "OK" and report["drifted_features"] == []
        assert report["reference_data_hash"] == report["production_data_hash"] == reports[0]["reference_data_hash"]
        for scores in report["per_feature_metrics"].values():
            for score in scores.values():
                assert score["value"] == 0 and score["state"] == "ok"


@pytest.mark.parametrize("form", FORMS)
def test_profiles_of_the_same_data_are_the_same(files, form):
    folder = files["folder"]
    for name in ("parquet", form):
        driftwatch("profile", "--data", files[name], "--out", folder / f"{name}.profile", "--categorical", "pred")
    assert (folder / f"{form}.profile").read_bytes() == (folder / "parquet.profile").read_bytes()
    report = check(folder / "parquet.profile", files[form])
    assert report["global_status"] == "OK" and report["drifted_features"] == []


@pytest.mark.parametrize("form", FORMS)
def test_errors_of_a_truth_and_a_number_are_where_they_differ(files, form):
    report = check(files[form], files[form], "--label", "truth", "--prediction", "guess", "--categorical", "guess")
    assert 0.1 < report["distributions"]["__error__"]["reference"][-1] < 0.2


@pytest.mark.parametrize("form", FORMS)
def test_truths_can_be_read_as_numbers(files, form):
    report = check(files[form], files["parquet"], "--numeric", "flag", "--features", "flag")
    assert report["quality"]["columns"]["flag"]["maximum_reference"] == 1
    assert all(score["value"] == 0 for score in report["per_feature_metrics"]["flag"].values())


def test_what_is_not_one_value_a_row_is_left_out_with_a_note(files):
    report = check(NESTED, NESTED)
    assert any("lists, structs and bytes are not compared: lst, st" in note for note in report["notes"]), report["notes"]
    assert not {"lst", "st"} & set(report["per_feature_metrics"])
    answer = driftwatch("profile", "--data", NESTED, "--out", files["folder"] / "n.profile")
    assert "not looked at: lst, st" in answer.stdout


@pytest.mark.parametrize("arguments", [["check", "--ref", NESTED, "--prod", NESTED, "--features", "lst"],
                                       ["check", "--ref", NESTED, "--prod", NESTED, "--categorical", "st"],
                                       ["profile", "--data", NESTED, "--out", "/dev/null", "--features", "lst"],
                                       ["evaluate", "--data", NESTED, "--task", "regression", "--label", "f64",
                                        "--prediction", "f64", "--slice", "lst"]])
def test_a_list_that_is_named_is_refused_in_one_line(arguments):
    answer = driftwatch(*arguments, check=False)
    assert answer.returncode == 2 and answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "pq_nested_extra.parquet: column '" in answer.stderr and "not one value a row" in answer.stderr
