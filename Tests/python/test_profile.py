"""`driftwatch profile`: the bytes that DriftWatch takes back, and tables for other tools."""

import csv

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
