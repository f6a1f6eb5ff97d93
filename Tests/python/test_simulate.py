"""`driftwatch simulate`: the change asked for and no other, the same for a seed, in every format."""

import csv
import math
import random
import statistics

import pytest

from running import ROOT, driftwatch

FILES = ROOT / "Tests" / "ColumnarTests" / "Files"


@pytest.fixture
def table(tmp_path):
    """4,000 rows; cells are written as people write them, so that a rewritten one would show."""
    random.seed(5)
    path = tmp_path / "a.csv"
    with open(path, "w") as file:
        file.write("id,income,age,region,label,note,seen\n")
        for row in range(4000):
            income = "" if row % 40 == 3 else f"{random.gauss(50, 10):.2f}"
            region = random.choices(["EU", "US", "ASIA"], [6, 3, 1])[0]
            note = '"a, ""b"""' if row % 3 == 0 else "007"
            file.write(f"{row},{income},{random.randrange(18, 90)},{region},{row % 2},{note},2026-01-{1 + row % 28:02d}\n")
    return path


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def simulate(kind, data, out, column, intensity, *more, check=True):
    return driftwatch("simulate", kind, "--data", str(data), "--out", str(out), "--column", column, "--intensity", str(intensity), *more,
                      check=check)


def unlike(before, after, column):
    """Everything but one column is the same, cell for cell; returns that column before and after."""
    assert len(before) == len(after)
    for was, now in zip(before, after):
        assert {name: cell for name, cell in was.items() if name != column} == {name: cell for name, cell in now.items() if name != column}
    return [row[column] for row in before], [row[column] for row in after]


def numbers(cells):
    return [float(cell) for cell in cells if cell]


@pytest.mark.parametrize("kind, intensity, mean, deviation", [
    ("mean-shift", 0.5, 0.5, 1), ("mean-shift", -1, -1, 1), ("variance-increase", 0.5, 0, 1.5), ("noise", 1, 0, math.sqrt(2)),
    ("seasonality", 1, 0, math.sqrt(1.5)),
])
def test_numbers_move_as_the_kind_says(table, tmp_path, kind, intensity, mean, deviation):
    out = tmp_path / "b.csv"
    simulate(kind, table, out, "income", intensity)
    before, after = unlike(rows(table), rows(out), "income")
    assert [cell == "" for cell in before] == [cell == "" for cell in after]
    was, now = numbers(before), numbers(after)
    scale = statistics.stdev(was)
    assert (statistics.mean(now) - statistics.mean(was)) / scale == pytest.approx(mean, abs=0.1)
    assert statistics.stdev(now) / scale == pytest.approx(deviation, rel=0.06)


def test_integers_stay_integers(table, tmp_path):
    out = tmp_path / "b.csv"
    simulate("mean-shift", table, out, "age", 0.33)
    _, after = unlike(rows(table), rows(out), "age")
    assert all(cell.isdigit() for cell in after)


@pytest.mark.parametrize("kind, column, share", [("label-flip", "label", 0.3), ("missingness", "region", 0.2), ("missingness", "seen", 1)])
def test_shares_of_the_rows_change(table, tmp_path, kind, column, share):
    out = tmp_path / "b.csv"
    simulate(kind, table, out, column, share)
    before, after = unlike(rows(table), rows(out), column)
    changed = sum(was != now for was, now in zip(before, after)) / len(before)
    assert changed == pytest.approx(share, abs=0.03)
    if kind == "missingness":
        assert all(now in ("", was) for was, now in zip(before, after))


def test_frequent_and_rare_categories_trade_places(table, tmp_path):
    out = tmp_path / "b.csv"
    simulate("category-swap", table, out, "region", 1)
    before, after = unlike(rows(table), rows(out), "region")
    assert [{"EU": "ASIA", "US": "US", "ASIA": "EU"}[cell] for cell in before] == after


def test_a_concept_shift_changes_the_target_where_the_other_column_is_high(table, tmp_path):
    out = tmp_path / "b.csv"
    simulate("concept-shift", table, out, "label", 1, "--given", "income")
    before, after = unlike(rows(table), rows(out), "label")
    incomes = [row["income"] for row in rows(table)]
    median = statistics.median(numbers(incomes))
    for was, now, income in zip(before, after, incomes):
        if income and abs(float(income) - median) > 0.5:
            assert (was != now) == (float(income) > median)


def test_a_season_follows_the_times(table, tmp_path):
    out = tmp_path / "b.csv"
    simulate("seasonality", table, out, "income", 1, "--timestamp", "seen", "--period", "4d")
    before, after = unlike(rows(table), rows(out), "income")
    moved = {}
    for was, now, row in zip(before, after, rows(table)):
        if was:
            moved.setdefault(int(row["seen"][-2:]) % 4, set()).add(round(float(now) - float(was), 6))
    # Four days to a period: up, nothing, down, nothing.
    assert all(len(values) == 1 for values in moved.values())
    assert sorted(round(next(iter(values)) / max(next(iter(v)) for v in moved.values())) for values in moved.values()) == [-1, 0, 0, 1]


def test_a_seed_decides_and_nothing_else_does(table, tmp_path):
    for seed, name in ((7, "b"), (7, "c"), (8, "d")):
        simulate("noise", table, tmp_path / f"{name}.csv", "income", 1, "--seed", str(seed))
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes() != (tmp_path / "d.csv").read_bytes()
    # Two files read as one table are one table.
    lines = table.read_text().splitlines(keepends=True)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "1.csv").write_text("".join(lines[:1000]))
    (tmp_path / "parts" / "2.csv").write_text(lines[0] + "".join(lines[1000:]))
    simulate("noise", tmp_path / "parts", tmp_path / "e.csv", "income", 1)
    assert (tmp_path / "e.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("ending", ["parquet", "arrow", "jsonl"])
def test_formats_convert_and_keep_every_other_cell(tmp_path, ending):
    """Parquet to another format and back to texts: with an intensity of 0 both ways give the same cells."""
    source = FILES / "pq_polars.parquet"
    middle = tmp_path / f"a.{ending}"
    simulate("mean-shift", source, middle, "f64", 0)
    simulate("mean-shift", source, tmp_path / "direct.csv", "f64", 0)
    simulate("mean-shift", middle, tmp_path / "round.csv", "f64", 0)
    direct, round_trip = rows(tmp_path / "direct.csv"), rows(tmp_path / "round.csv")
    assert len(direct) == 253
    for was, now in zip(direct, round_trip):
        if ending == "jsonl":
            # JSON has numbers only: a 32-bit float and a double share a text.
            was.pop("f32"), now.pop("f32")
        assert was == now


def test_what_cannot_be_is_one_line_and_status_2(table, tmp_path):
    out = tmp_path / "b.csv"
    for arguments, words in [
        (("mean-shift", table, out, "region", 1), ["region", "string", "numbers"]),
        (("mean-shift", table, out, "nope", 1), ["nope", "the columns are id, income"]),
        (("missingness", table, out, "region", 1.5), ["--intensity 1.5", "between 0.0 and 1.0"]),
        (("concept-shift", table, out, "label", 1), ["--given"]),
        (("seasonality", table, out, "income", 1, "--period", "1d"), ["--period 1d"]),
        (("noise", table, table, "income", 1), ["another name"]),
        (("noise", table, tmp_path / "no" / "b.csv", "income", 1), ["cannot be written"]),
        (("noise", table, tmp_path / "b.txt", "income", 1), ["ends in .parquet"]),
        (("noise", FILES / "bad_truncated.parquet", out, "f64", 1), ["bad_truncated.parquet"]),
    ]:
        result = simulate(*arguments, check=False)
        assert result.returncode == 2 and len(result.stderr.strip().splitlines()) == 1, result.stderr
        assert all(word in result.stderr for word in words), result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


def test_help_says_what_intensity_means():
    text = driftwatch("simulate", "--help").stdout
    for kind in ("mean-shift", "variance-increase", "noise", "label-flip", "missingness", "category-swap", "concept-shift", "seasonality"):
        assert kind in text
    assert "Examples:" in text
    assert driftwatch("simulate", "no-such-kind", "--data", "a.csv", "--out", "b.csv", "--column", "x", check=False).returncode == 2
