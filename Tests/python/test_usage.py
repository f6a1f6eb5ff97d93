"""Wrong usage: one line that says what, where and what to do, whatever the command."""

import pytest

import running


@pytest.mark.parametrize("arguments, words", [
    (["chek"], ["'chek'", "did you mean 'check'"]),
    (["help", "chek"], ["'chek'", "did you mean 'check'"]),
    (["check", "--nope"], ["--nope", "driftwatch check --help"]),
    (["check", "--ref"], ["--ref", "driftwatch check --help"]),
    (["check", "more"], ["'more'"]),
    (["check", "--min-rows", "some"], ["'some'", "--min-rows"]),
    (["evaluate"], ["--data", "driftwatch evaluate --help"]),
    (["evaluate", "--data", "x.csv", "--task", "bianry"], ["'bianry'", "binary, multiclass, regression"]),
    (["evaluate", "--data", "x.csv", "--task", "ranking", "--k", "a"], ["--k a"]),
    (["simulate", "shift", "--data", "x.csv", "--out", "y.csv", "--column", "a"], ["'shift'", "mean-shift, variance-increase"]),
    (["profile", "--data", "x.csv", "--out", "y", "--numeric", "c", "--categorical", "c"], ["c: given as numeric and as categorical"]),
])
def test_wrong_usage_is_one_line(arguments, words):
    answer = running.driftwatch(*arguments, check=False)
    assert answer.returncode == 2 and answer.stdout == ""
    assert answer.stderr.startswith("driftwatch: ") and len(answer.stderr.splitlines()) == 1, answer.stderr
    for word in words:
        assert word in answer.stderr


def test_help_is_no_wrong_usage():
    for arguments in (["help"], ["help", "check"], ["check", "--help"], []):
        assert "driftwatch" in running.driftwatch(*arguments).stdout
