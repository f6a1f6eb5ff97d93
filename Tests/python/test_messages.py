"""What is wrong with a file is said in one line: which file, what, what to do; and no answer is written over its question."""

import os

import pytest

import running


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("x,region\n" + "".join(f"{row % 7},{'EU' if row % 2 else 'US'}\n" for row in range(60)))
    (tmp_path / "twice.csv").write_text("a,b,a\n" + "1,2,3\n" * 60)
    (tmp_path / "array.json").write_text('[{"x": 1}, {"x": 2}]\n')
    (tmp_path / "broken.jsonl").write_text('{"x": 1}\n{"x": 2\n')
    (tmp_path / "half.json").write_text('{\n  "global_status": "OK",\n  "chunks": [1, 2\n')
    (tmp_path / "mixed").mkdir()
    for name in ("b.csv", "c.jsonl"):
        (tmp_path / "mixed" / name).write_text("x\n1\n")
    return tmp_path


def refused(*arguments, cwd):
    answer = running.driftwatch(*arguments, check=False, cwd=cwd)
    assert answer.returncode == 2 and answer.stdout == "", answer
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    return answer.stderr.strip()


@pytest.mark.parametrize("arguments, line", [
    (["check", "--ref", "a.csv", "--prod", "a.csv", "--out", "none/x.json"],
     "none/x.json: cannot be written: there is no folder "),
    (["profile", "--data", "a.csv", "--out", "none/a.profile"], "none/a.profile: cannot be written: there is no folder "),
    (["profile", "--data", "a.csv", "--out", "none/a.parquet"], "none/a.parquet: cannot be written: there is no folder "),
    (["simulate", "missingness", "--data", "a.csv", "--column", "x", "--out", "none/s.csv"],
     "none/s.csv: cannot be written: there is no folder "),
    (["profile", "--data", "a.csv", "--out", "mixed"], "mixed: is a directory"),
    (["check", "--config", "none.yaml"], "none.yaml: cannot be read: there is no such file"),
    (["report", "--in", "none.json"], "none.json: cannot be read: there is no such file"),
    (["report", "--in", "."], ".: cannot be read: it is a directory"),
    (["report", "--in", "half.json"], "half.json: is not JSON: line 4, column 1: expected ',' or ']'"),
    (["check", "--ref", "array.json", "--prod", "a.csv"],
     "array.json: is not JSON lines, which have one object a line: instead of an object there is an array (row 1)"),
    (["check", "--ref", "broken.jsonl", "--prod", "a.csv"], "broken.jsonl: is not JSON lines, which have one object a line: "),
    (["check", "--ref", "mixed", "--prod", "a.csv"], "mixed: holds files of several forms, "),
    (["check", "--ref", "twice.csv", "--prod", "twice.csv"], "twice.csv: there are 2 columns 'a'; give each a name of its own"),
    (["evaluate", "--data", "a.csv", "--task", "regression", "--label", "x", "--prediction", "x", "--slice-query", "region > 3"],
     "a.csv: column 'region' holds string, which a condition compares with a number: "),
])
def test_what_is_wrong_is_one_line(folder, arguments, line):
    assert refused(*arguments, cwd=folder).startswith("driftwatch: " + line)


def test_of_a_header_with_a_name_twice_the_other_columns_are_read(folder):
    arguments = ["--prod", "twice.csv", "--features", "b", "--format", "json"]
    assert '"b"' in running.driftwatch("check", "--ref", "twice.csv", *arguments, cwd=folder).stdout
    # Also behind a byte order mark, with quotes and line breaks in the header.
    (folder / "twice.csv").write_bytes(b'\xef\xbb\xbf"a",b,"a","line\nbreak"\r\n' + b"1,2,3,4\r\n" * 60)
    answer = running.driftwatch("evaluate", "--data", "twice.csv", "--task", "regression", "--label", "b", "--prediction",
                                "line\nbreak", "--metrics", "mae,mse", cwd=folder)
    assert "60 rows" in answer.stdout


@pytest.mark.parametrize("arguments", [
    ["profile", "--data", "a.csv", "--out", "{out}"],
    ["simulate", "missingness", "--data", "a.csv", "--column", "x", "--out", "{out}"],
    ["check", "--ref", "a.csv", "--prod", "a.csv", "--format", "csv", "--out", "{out}"],
    ["evaluate", "--data", "a.csv", "--task", "regression", "--label", "x", "--prediction", "x", "--out", "{out}"],
])
@pytest.mark.parametrize("out", ["a.csv", "./mixed/../a.csv", "link.csv"])
def test_what_is_read_is_not_written_over(folder, arguments, out):
    os.symlink("a.csv", folder / "link.csv")
    before = (folder / "a.csv").read_bytes()
    line = refused(*(argument.format(out=out) for argument in arguments), cwd=folder)
    assert line == f"driftwatch: {out}: is the file that is read; give the output another name"
    assert (folder / "a.csv").read_bytes() == before
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


def test_an_output_keeps_its_mode_and_its_link(folder):
    (folder / "old.json").write_text("old")
    os.chmod(folder / "old.json", 0o640)
    os.symlink("old.json", folder / "new.json")
    running.driftwatch("check", "--ref", "a.csv", "--prod", "a.csv", "--out", "new.json", cwd=folder)
    assert (folder / "new.json").is_symlink() and (folder / "old.json").read_text().startswith("{")
    assert (folder / "old.json").stat().st_mode & 0o777 == 0o640
    running.driftwatch("check", "--ref", "a.csv", "--prod", "a.csv", "--format", "csv", "--out", "/dev/null", cwd=folder)
