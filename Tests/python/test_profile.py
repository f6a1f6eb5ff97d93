"""`driftwatch profile`: the bytes that DriftWatch takes back, and tables for other tools."""

import csv
import json
import random

import pytest

from running import ROOT, driftwatch

FILES = ROOT / "Tests" / "ColumnarTests" / "Files"


def profile(data, out, *more, check=True):
    return driftwatch("profile", "--data", data, "--out", out, *more, check=check)


def test_the_bytes_do_not_depend_on_the_files_form(tmp_path):
    source = FILES / "pq_polars.parquet"
    driftwatch("simulate", "mean-shift", "--data", source, "--out", tmp_path / "a.arrow", "--column", "f64", "--intensity", "0")
    assert "253 events, 11 features" in profile(source, tmp_path / "a.profile").stdout
    profile(tmp_path / "a.arrow", tmp_path / "b.profile")
    assert (tmp_path / "a.profile").read_bytes() == (tmp_path / "b.profile").read_bytes()


def test_a_table_has_a_row_a_number(tmp_path):
    out = tmp_path / "table.csv"
    profile(FILES / "pq_polars.parquet", out)
    with open(out, newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["feature", "kind", "measure", "bin", "lower", "upper", "category", "value"]
    of = {(row["feature"], row["measure"]): float(row["value"]) for row in rows if row["measure"] != "bin" and row["value"]}
    assert of["f64", "count"] == 203 and of["f64", "missing"] == 50
    assert of["f64", "mean"] == pytest.approx(-15.113048694695447 / 203, abs=1e-12)
    bins = [row for row in rows if row["measure"] == "bin"]
    for feature in ("f64", "s"):
        assert sum(float(row["value"]) for row in bins if row["feature"] == feature) == of[feature, "count"]
    assert [row["category"] for row in bins if row["feature"] == "low"] == ["x", "y", "z", "__new__", "__other__"]
    numeric = [row for row in bins if row["feature"] == "f64"]
    assert numeric[0]["lower"] == numeric[-1]["upper"] == "" and numeric[1]["lower"] == numeric[0]["upper"]


@pytest.mark.parametrize("ending", ["parquet", "arrow", "jsonl"])
def test_a_table_is_written_in_the_form_of_its_ending(tmp_path, ending):
    """Any of them converts to the table in CSV."""
    profile(FILES / "pq_polars.parquet", tmp_path / "a.csv")
    profile(FILES / "pq_polars.parquet", tmp_path / f"a.{ending}")
    for name in ("a.csv", f"a.{ending}"):
        driftwatch("simulate", "missingness", "--data", tmp_path / name, "--out", tmp_path / f"{name}.out.jsonl", "--column", "kind",
                   "--intensity", "1")
    lines = [len((tmp_path / f"{name}.out.jsonl").read_text().splitlines()) for name in ("a.csv", f"a.{ending}")]
    assert lines[0] == lines[1] > 100


def test_lists_and_structs_are_left_out_unless_asked_for(tmp_path):
    source = FILES / "pq_nested_extra.parquet"
    profile(source, tmp_path / "a.csv")
    assert not {line.split(",")[0] for line in (tmp_path / "a.csv").read_text().splitlines()} & {"lst", "st"}
    result = profile(source, tmp_path / "b.csv", "--features", "lst", check=False)
    assert result.returncode == 2 and "column 'lst'" in result.stderr and len(result.stderr.strip().splitlines()) == 1


@pytest.fixture
def sides(tmp_path):
    """Two files of which the second has drifted a little, and has its columns in another order."""
    chance = random.Random(3)
    for name, shift in (("a", 0), ("b", 0.4)):
        with open(tmp_path / f"{name}.csv", "w", newline="") as file:
            table = [{"x": chance.gauss(shift, 1), "colour": chance.choice("rgb"), "truth": chance.random() < 0.5,
                      "pred": float(chance.randrange(3)), "id": f"#{row}"} for row in range(900)]
            writer = csv.DictWriter(file, ["x", "colour", "truth", "pred", "id"][::1 if name == "a" else -1])
            writer.writeheader()
            writer.writerows(table)
    return tmp_path


def check(reference, production, *more):
    return json.loads(driftwatch("check", "--ref", reference, "--prod", production, "--format", "json", "--fail-on", "never",
                                 "--methods", "psi", *more).stdout)


def test_profiles_in_the_same_bins_answer_as_the_data_does(sides):
    a, b = sides / "a.csv", sides / "b.csv"
    profile(a, sides / "a.profile", "--ignore", "id", "--prediction", "pred")
    profile(b, sides / "b.profile", "--bins", sides / "a.profile", "--prediction", "pred")
    data = ["--ignore", "id", "--prediction", "pred", "--categorical", "pred"]
    exact = check(a, b, *data)
    answers = [check(sides / "a.profile", sides / "b.profile"), check(sides / "a.profile", b, "--prediction", "pred"),
               check(a, sides / "b.profile", "--prediction", "pred")]
    for answer in answers:
        # The hashes are of the values, whatever holds them.
        assert answer["reference_data_hash"] == exact["reference_data_hash"]
        assert answer["production_data_hash"] == exact["production_data_hash"] != exact["reference_data_hash"]
        scores = {("pred" if name == "__prediction__" else name): score["psi"]["value"]
                  for name, score in answer["per_feature_metrics"].items()}
        assert set(scores) == {"x", "colour", "truth", "pred"}
        for name, value in scores.items():
            assert value == pytest.approx(exact["per_feature_metrics"][name]["psi"]["value"], abs=1e-12)


def test_profiles_of_other_bins_are_refused_with_what_to_do(sides):
    for name in ("a", "b"):
        profile(sides / f"{name}.csv", sides / f"{name}.profile", "--ignore", "id")
    answer = driftwatch("check", "--ref", sides / "a.profile", "--prod", sides / "b.profile", check=False)
    assert answer.returncode == 2 and "driftwatch profile --bins" in answer.stderr


def test_what_the_other_profile_has_and_the_data_does_not_is_missing(sides):
    profile(sides / "a.csv", sides / "a.profile", "--ignore", "id")
    (sides / "c.csv").write_text("x,more\n1.5,u\n2.5,v\n")
    answer = profile(sides / "c.csv", sides / "c.profile", "--bins", sides / "a.profile")
    assert "all are missing: colour, pred, truth" in answer.stdout
    columns = check(sides / "a.profile", sides / "c.profile")["quality"]["columns"]
    assert {name: column["missing_current"] for name, column in columns.items()} == {"x": 0, "colour": 1, "pred": 1, "truth": 1}


@pytest.mark.parametrize("arguments, words", [
    (["--bins", "{a}.csv"], "is not a profile"),
    (["--bins", "{a}.none"], "there is no such file"),
    (["--bins", "{a}.profile"], "name its column with --prediction"),
    (["--bins", "{a}.profile", "--prediction", "pred", "--score", "x"], "does not have this output"),
    (["--bins", "{a}.profile", "--prediction", "pred", "--ignore", "id"], "leave --features, --ignore"),
])
def test_other_bins_that_do_not_fit_are_refused_in_one_line(sides, arguments, words):
    profile(sides / "a.csv", sides / "a.profile", "--ignore", "id", "--prediction", "pred")
    arguments = [argument.format(a=sides / "a") for argument in arguments]
    answer = profile(sides / "b.csv", sides / "b.profile", *arguments, check=False)
    assert answer.returncode == 2 and words in answer.stderr and len(answer.stderr.strip().splitlines()) == 1
    assert not (sides / "b.profile").exists()
