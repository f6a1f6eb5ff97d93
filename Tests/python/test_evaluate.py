"""`driftwatch evaluate`: its contract, and its numbers against scikit-learn, fairlearn, scipy and trec_eval (Tests/peers/evaluate.py)."""

import csv
import json
import random
import re

import pytest

import running

PEERS = json.loads((running.ROOT / "Tests" / "peers" / "evaluate.json").read_text())


def write(path, columns):
    """A CSV file of columns; None is an empty field."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([["" if value is None else value for value in row] for row in zip(*columns.values())])
    return path


def evaluate(task, data, *arguments, **columns):
    """The answer as JSON; keywords are options that name a column."""
    options = [part for name, value in columns.items() for part in ("--" + name.replace("_", "-"), value)]
    answer = running.driftwatch("evaluate", "--task", task, "--data", data, "--format", "json", *options, *arguments)
    return json.loads(answer.stdout)


def refused(*arguments):
    """The one line of a refusal."""
    answer = running.driftwatch("evaluate", *arguments, check=False)
    assert answer.returncode == 2, answer
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    return answer.stderr


def agree(ours, theirs, tolerance=1e-12):
    for name, expected in theirs.items():
        assert name in ours, f"{name} is missing among {sorted(ours)}"
        assert ours[name] == pytest.approx(expected, rel=tolerance, abs=tolerance), name


@pytest.fixture
def binary(tmp_path):
    return write(tmp_path / "binary.csv", PEERS["binary"]["columns"])


@pytest.fixture
def experiment(tmp_path):
    return write(tmp_path / "experiment.csv", PEERS["experiment"]["columns"])


# Binary


def test_binary_metrics_are_scikit_learns(binary):
    answer = evaluate("binary", binary, label="y", score="p")
    assert answer["task"] == "binary" and answer["n"] == 240
    agree(answer["metrics"], PEERS["binary"]["metrics"])
    assert sum(part["n"] for part in answer["reliability"]) == 240
    ece = sum(part["n"] * abs(part["accuracy"] - part["confidence"]) for part in answer["reliability"] if part["n"]) / 240
    assert answer["metrics"]["ece"] == pytest.approx(ece, rel=1e-12)


def test_binary_weights_are_scikit_learns(binary):
    agree(evaluate("binary", binary, label="y", score="p", weight="weight")["metrics"], PEERS["binary"]["weighted"])


def test_slices_of_columns_and_queries_are_those_rows(binary):
    query = "age > 60 and not region == 'EU'"
    answer = evaluate("binary", binary, "--slice", "region", "--slice-query", query, label="y", score="p")
    assert [part["slice"] for part in answer["slices"]] == ["region=EU", "region=NA", 'region=Ünïon, "x"', query]
    assert sum(part["n"] for part in answer["slices"][:3]) == 240
    for part in answer["slices"]:
        agree(part["metrics"], PEERS["binary"]["slices"][part["slice"]])


def test_only_what_is_asked_for_is_answered(binary):
    answer = evaluate("binary", binary, "--metrics", "roc_auc, f1", "--slice", "sex", label="y", score="p")
    assert set(answer["metrics"]) == {"roc_auc", "f1"}
    assert all(set(part["metrics"]) == {"roc_auc", "f1"} for part in answer["slices"])
    assert answer.get("reliability") is None


def test_fairness_is_fairlearns(binary):
    fairness = evaluate("binary", binary, "--group", "sex", label="y", score="p")["fairness"]["sex"]
    agree(fairness["metrics"], PEERS["binary"]["fairness"])
    assert {name: group["n"] for name, group in fairness["groups"].items()} == {
        name: PEERS["binary"]["columns"]["sex"].count(name) for name in "fmx"}
    assert fairness["smallest_group"] == PEERS["binary"]["columns"]["sex"].count("x")
    for name, group in fairness["groups"].items():
        agree(group["metrics"], PEERS["binary"]["groups"][name])
    rate = {name: group["metrics"]["selection_rate"] for name, group in fairness["groups"].items()}
    other = evaluate("binary", binary, "--group", "sex", "--privileged", "m", "--slice-query", "sex != 'm'", label="y", score="p")
    spd = other["slices"][0]["metrics"]["selection_rate"] - rate["m"]
    assert other["fairness"]["sex"]["metrics"]["spd"] == pytest.approx(spd, abs=1e-12)


def test_intervals_hold_the_estimate_and_repeat(binary):
    arguments = ("binary", binary, "--ci", "0.9", "--group", "sex", "--resamples", "200")
    answer = evaluate(*arguments, label="y", score="p")
    assert answer["intervals"]["roc_auc"]["method"] == "delong"
    assert answer["intervals"]["recall"]["method"] == "wilson"
    assert answer["intervals"]["log_loss"]["method"] == "student_t"
    assert answer["intervals"]["pr_auc"]["method"] == "bootstrap"
    for name in ["accuracy", "precision", "recall", "f1", "mcc", "roc_auc", "pr_auc", "log_loss", "brier"]:
        interval = answer["intervals"][name]
        assert interval["level"] == 0.9
        assert interval["low"] < answer["metrics"][name] < interval["high"], name
    assert "demographic_parity_difference" in answer["fairness"]["sex"]["intervals"]
    assert answer == evaluate(*arguments, label="y", score="p")


def calibrated(path, count, seed):
    """Scores that are true probabilities, and groups that are treated alike."""
    chance = random.Random(seed)
    scores = [chance.random() for _ in range(count)]
    return write(path, {"y": [int(chance.random() < p) for p in scores], "p": [f"{p:.6f}" for p in scores],
                        "g": [chance.choice("abc") for _ in scores]})


def test_errors_and_gaps_of_chance_are_not_said_to_be_real(tmp_path):
    data = calibrated(tmp_path / "calibrated.csv", 1000, 5)
    answer = evaluate("binary", data, "--ci", "0.95", "--group", "g", "--resamples", "200", label="y", score="p")
    fairness = answer["fairness"]["g"]
    for metrics, intervals in [(answer["metrics"], answer["intervals"]), (fairness["metrics"], fairness["intervals"])]:
        assert len(intervals) > 10
        for name, interval in intervals.items():
            assert interval["low"] <= metrics[name] <= interval["high"], name
    for name in ["ece", "ece_adaptive", "mce", "rmsce", "brier_reliability"]:
        assert answer["intervals"][name]["low"] < 0.005 and answer["intervals"][name]["method"] == "bootstrap_bounded", name
    for name, interval in fairness["intervals"].items():
        if name.endswith("_difference"):
            assert interval["low"] == 0 and interval["method"] == "bootstrap_bounded", name
        if name.endswith("_ratio"):
            assert interval["high"] == 1, name
    assert fairness["intervals"]["spd"]["method"] == "bootstrap"


def test_a_predicted_class_needs_no_score(binary):
    answer = evaluate("binary", binary, label="y", prediction="predicted")
    expected = PEERS["binary"]["metrics"]
    agree(answer["metrics"], {name: expected[name] for name in ["accuracy", "f1", "mcc"]})
    assert "roc_auc" not in answer["metrics"]


def test_rows_without_label_or_score_are_counted_and_said(tmp_path):
    data = write(tmp_path / "d.csv", {"y": [1, 0, None, 1, 0], "p": [0.9, 0.2, 0.5, None, 0.7]})
    answer = evaluate("binary", data, label="y", score="p")
    assert answer["n"] == 3
    assert "1 of 5 rows have no label and are left out" in answer["notes"]
    assert "1 of 5 rows have no score and are left out" in answer["notes"]


def test_undefined_metrics_are_null_and_said(tmp_path):
    data = write(tmp_path / "d.csv", {"y": [1, 1], "p": [0.9, 0.2]})
    answer = evaluate("binary", data, "--metrics", "roc_auc,accuracy,specificity", label="y", score="p")
    assert answer["metrics"] == {"roc_auc": None, "accuracy": 0.5, "specificity": None}
    assert any("not defined" in note and "roc_auc" in note for note in answer["notes"])


def test_many_values_of_a_slice_are_capped_and_said(tmp_path):
    values = [f"v{index:02}" for index in range(30) for _ in range(30 - index)]
    data = write(tmp_path / "d.csv", {"y": [index % 2 for index in range(len(values))], "p": [0.5] * len(values), "v": values})
    answer = evaluate("binary", data, "--slice", "v", label="y", score="p")
    names = [part["slice"] for part in answer["slices"]]
    assert names == [f"v=v{index:02}" for index in range(20)] + ["v=__other__"]
    assert sum(part["n"] for part in answer["slices"]) == len(values)
    assert any("10 others are __other__" in note for note in answer["notes"])


def test_missing_values_of_a_slice_are_a_slice(tmp_path):
    data = write(tmp_path / "d.csv", {"y": [1, 0, 1], "p": [0.5, 0.1, 0.7], "v": ["a", None, "a"]})
    answer = evaluate("binary", data, "--slice", "v", label="y", score="p")
    assert [(part["slice"], part["n"]) for part in answer["slices"]] == [("v=a", 2), ("v=__missing__", 1)]


def test_late_labels_are_joined(tmp_path):
    ids = [f"r{index}" for index in range(200)]
    score = [round(random.Random(1).random(), 3) for _ in ids]
    label = [int(value > 0.4) for value in score]
    data = write(tmp_path / "data.csv", {"request_id": ids, "p": score})
    whole = write(tmp_path / "whole.csv", {"request_id": ids[:150], "p": score[:150], "y": label[:150]})
    late = list(zip(ids[:150], label[:150]))
    random.Random(2).shuffle(late)
    # A first, wrong label that a later row corrects, and two labels of other requests.
    late = [(late[9][0], 1 - late[9][1])] + late + [("zz", 1), ("zzz", 0)]
    labels = write(tmp_path / "labels.csv", {"request_id": [row[0] for row in late], "y": [row[1] for row in late]})
    answer = evaluate("binary", data, "--labels", labels, "--join-key", "request_id", label="y", score="p")
    assert answer["metrics"] == evaluate("binary", whole, label="y", score="p")["metrics"]
    assert answer["n"] == 150
    notes = "\n".join(answer["notes"])
    assert "50 rows have no label yet" in notes
    assert "1 rows of" in notes and "repeat a key" in notes
    assert "2 keys of" in notes and "match no row" in notes


def test_integer_keys_join_too(tmp_path):
    data = write(tmp_path / "data.csv", {"id": [3, 1, 2], "p": [0.9, 0.2, 0.6]})
    labels = write(tmp_path / "labels.csv", {"id": [1, 2, 3], "y": ["no", "no", "yes"]})
    answer = evaluate("binary", data, "--labels", labels, "--join-key", "id", label="y", score="p")
    assert (answer["n"], answer["metrics"]["tp"], answer["metrics"]["fp"]) == (3, 1, 1)


@pytest.mark.parametrize("arguments, words", [
    (["--label", "nope", "--score", "p"], ["binary.csv", "'nope'", "columns are"]),
    (["--label", "y", "--score", "age"], ["binary.csv", "'age'", "(int64)", "row 1", "[0, 1]", "--metrics"]),
    (["--label", "region", "--score", "p"], ["binary.csv", "'region'", "(string)", "3 classes", "--positive"]),
    (["--label", "region", "--score", "p", "--positive", "Mars"], ["'Mars'", "EU"]),
    (["--label", "y", "--score", "region"], ["binary.csv", "'region'"]),
    (["--label", "y"], ["--score", "--prediction"]),
    (["--score", "p"], ["--label"]),
    (["--label", "y", "--score", "p", "--metrics", "acuracy"], ["acuracy", "accuracy"]),
    (["--label", "y", "--score", "p", "--slice", "nope"], ["'nope'"]),
    (["--label", "y", "--score", "p", "--slice-query", "age >"], ["age >"]),
    (["--label", "y", "--score", "p", "--slice-query", "nope > 3"], ["nope"]),
    (["--label", "y", "--score", "p", "--ci", "95"], ["--ci", "0.95"]),
    (["--label", "y", "--score", "p", "--join-key", "id"], ["--labels", "--join-key"]),
    (["--label", "y", "--score", "p", "--group", "sex", "--privileged", "q"], ["--privileged", "f, m, x"]),
    (["--label", "y", "--score", "p", "--privileged", "m"], ["--privileged", "--group"]),
    (["--label", "y", "--score", "p", "--query", "region"], ["--query", "ranking"]),
    (["--label", "y", "--score", "p", "--qrels", "q.txt"], ["--qrels", "ranking"]),
    (["--label", "y", "--score", "p", "--probabilities", "p,q"], ["--probabilities", "multiclass"]),
    (["--label", "y", "--score", "p", "--metric", "age"], ["--metric", "experiment"]),
    (["--label", "y", "--score", "p", "--threshold", "-nan"], ["--threshold"]),
    (["--label", "y", "--score", "p", "--ci", "-1"], ["--ci", "-1"]),
    (["--task", "regression", "--label", "y", "--prediction", "p", "--positive", "1"], ["--positive", "binary"]),
    (["--task", "experiment", "--metric", "age"], ["an experiment evaluation", "--variant"]),
])
def test_a_refusal_is_one_line_that_says_what_to_do(binary, arguments, words):
    message = refused("--task", "binary", "--data", binary, *arguments)
    for word in words:
        assert word in message


def test_three_classes_with_a_positive_one_are_two(binary):
    answer = evaluate("binary", binary, "--positive", "EU", "--metrics", "roc_auc,prevalence", label="region", score="p")
    assert answer["metrics"]["prevalence"] == PEERS["binary"]["columns"]["region"].count("EU") / 240


def test_scores_that_are_no_probabilities_can_be_ranked(binary):
    answer = evaluate("binary", binary, "--metrics", "roc_auc,pr_auc,ks", "--threshold", "50", label="y", score="age")
    assert 0 < answer["metrics"]["roc_auc"] < 1


def test_help_has_examples():
    answer = running.driftwatch("evaluate", "--help")
    assert "Examples:" in answer.stdout and "--slice-query" in answer.stdout


def test_no_query_on_rows_traps(binary):
    """Whatever stands in a query, the answer is a report or one line."""
    chance = random.Random(41)
    pieces = ["age", "region", "p", "nope", ">", "<=", "=", "!=", "in", "(", ")", ",", "'EU'", "'", '"', "60", "-1e9", "1e999", "and", "or",
              "not", "is", "null", "true", "`age`", "&&", "é", "\t", "((", "))", ".", "0x1F", "9" * 40]
    queries = [" ".join(chance.choice(pieces) for _ in range(chance.randint(1, 9))) for _ in range(25)]
    for _ in range(25):
        tokens = "not ( age > 60 or region in ( 'EU' , 'NA' ) ) and p is not null".split()
        for _ in range(chance.randint(0, 2)):
            tokens[chance.randrange(len(tokens))] = chance.choice(pieces)
        queries.append(" ".join(tokens))
    queries += ["(" * 5_000 + "age > 1" + ")" * 5_000, "not " * 3_000 + "age > 1", ""]
    accepted = 0
    for query in queries:
        answer = running.driftwatch(
            "evaluate", "--task", "binary", "--data", binary, "--label", "y", "--score", "p", "--metrics", "accuracy", "--format",
            "json", "--slice-query", query, check=False)
        assert answer.returncode in (0, 2), (query[:100], answer)
        if answer.returncode == 0:
            accepted += 1
            assert json.loads(answer.stdout)["slices"][0]["slice"] == query
        else:
            assert len(answer.stderr.strip().splitlines()) == 1, (query[:100], answer.stderr)
    running.notes.append(f"evaluate: of {len(queries)} random slice queries (seed 41) {accepted} were accepted")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv"])
def test_every_form_names_metrics_and_slices(binary, form):
    answer = running.driftwatch(
        "evaluate", "--task", "binary", "--data", binary, "--label", "y", "--score", "p", "--slice", "sex", "--format", form)
    for word in ["roc_auc", "sex=m"]:
        assert word in answer.stdout


# The other tasks


def test_multiclass_metrics_are_scikit_learns(tmp_path):
    case = PEERS["multiclass"]
    data = write(tmp_path / "d.csv", case["columns"])
    answer = evaluate("multiclass", data, "--probabilities", "p_cat,p_cow,p_dog", "--slice", "prediction", label="y")
    agree(answer["metrics"], case["metrics"])
    assert answer["confusion"] == {"classes": ["cat", "cow", "dog"], "counts": case["confusion"]}
    assert sum(part["n"] for part in answer["slices"]) == answer["n"] == 150
    by_class = evaluate("multiclass", data, label="y", prediction="prediction")
    agree(by_class["metrics"], {name: case["metrics"][name] for name in ["accuracy", "f1_macro", "mcc", "cohen_kappa"]})
    assert "log_loss" not in by_class["metrics"]


def test_multiclass_intervals_hold_the_estimate(tmp_path):
    data = write(tmp_path / "d.csv", PEERS["multiclass"]["columns"])
    answer = evaluate(
        "multiclass", data, "--probabilities", "p_cat,p_cow,p_dog", "--ci", "0.95", "--resamples", "100", label="y")
    for name in ["accuracy", "f1_macro", "log_loss", "roc_auc_ovr_macro"]:
        assert answer["intervals"][name]["low"] < answer["metrics"][name] < answer["intervals"][name]["high"], name


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_several_classes_are_right_and_not_positive(tmp_path, form):
    data = write(tmp_path / "d.csv", PEERS["multiclass"]["columns"])
    answer = running.driftwatch("evaluate", "--task", "multiclass", "--data", data, "--label", "y", "--probabilities", "p_cat,p_cow,p_dog",
                                "--format", form).stdout
    assert "right answers" in answer.lower() and "positives" not in answer.lower()


def test_a_class_without_a_probability_is_refused(tmp_path):
    data = write(tmp_path / "d.csv", PEERS["multiclass"]["columns"])
    message = refused("--task", "multiclass", "--data", data, "--label", "y", "--probabilities", "p_cat,p_cow")
    assert "'dog'" in message and "--probabilities" in message


def test_regression_metrics_are_scikit_learns(tmp_path):
    case = PEERS["regression"]
    data = write(tmp_path / "d.csv", case["columns"])
    answer = evaluate("regression", data, "--ci", "0.95", "--resamples", "100", "--slice-query", "y > 4", label="y", prediction="prediction")
    agree(answer["metrics"], case["metrics"])
    for name in ["mae", "rmse", "r2", "median_ae"]:
        assert answer["intervals"][name]["low"] < answer["metrics"][name] < answer["intervals"][name]["high"], name
    assert answer["slices"][0]["n"] == sum(value > 4 for value in case["columns"]["y"])
    weighted = evaluate("regression", data, label="y", prediction="prediction", weight="weight")
    agree(weighted["metrics"], case["weighted"])


def test_ranking_metrics_are_scikit_learns(tmp_path):
    case = PEERS["ranking"]
    data = write(tmp_path / "d.csv", case["columns"])
    answer = evaluate("ranking", data, "--k", "3,10", "--ci", "0.95", query="query", label="grade", score="score")
    agree(answer["metrics"], case["metrics"])
    queries = set(case["columns"]["query"])
    relevant = {query for query, grade in zip(case["columns"]["query"], case["columns"]["grade"]) if grade > 0}
    assert answer["metrics"]["queries_without_relevant"] == len(queries - relevant) > 0
    assert answer["n"] == len(relevant)
    assert {"mrr", "map", "precision@3", "recall@10", "hit@3", "ndcg_exp@10"} <= set(answer["metrics"])
    assert answer["intervals"]["ndcg@10"]["low"] < answer["metrics"]["ndcg@10"]


def test_trec_measures_are_trec_evals(tmp_path):
    case = PEERS["trec"]
    (tmp_path / "run.txt").write_text(case["run"])
    (tmp_path / "qrels.txt").write_text(case["qrels"])
    arguments = ("ranking", tmp_path / "run.txt", "--qrels", tmp_path / "qrels.txt")
    answer = evaluate(*arguments)
    shared = {name: value for name, value in case["metrics"].items() if name in answer["metrics"]}
    assert len(shared) > 50
    agree(answer["metrics"], shared, 1e-9)
    assert {"num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank", "P_5", "ndcg", "ndcg_cut_10",
            "recall_100", "success_1", "iprec_at_recall_0.00"} <= set(shared)
    text = running.driftwatch("evaluate", "--task", "ranking", "--data", tmp_path / "run.txt", "--labels", tmp_path / "qrels.txt").stdout
    lines = dict(re.fullmatch(r"(\S+) *\tall\t(\S+)", line).groups() for line in text.splitlines())
    assert lines["runid"] == "fixture"
    assert lines["num_q"] == "8"
    assert lines["map"] == f"{case['metrics']['map']:.4f}"
    assert "map                   \tall\t" in text


@pytest.mark.parametrize("run, word", [("301 Q0 D1 0 0.5\n", "line 1"), ("301 Q0 D1 0 x t\n", "score"), ("", "empty"),
                                       ("301 Q0 D1 0 1 t\n301 Q0 D1 0 2 t\n", "line 2"), ("1 Q0 D1 0 1 t\n", "topics")])
def test_a_damaged_run_is_refused_by_line(tmp_path, run, word):
    (tmp_path / "run.txt").write_text(run)
    (tmp_path / "qrels.txt").write_text("301 0 D1 1\n")
    assert word in refused("--task", "ranking", "--data", tmp_path / "run.txt", "--qrels", tmp_path / "qrels.txt")


def test_experiments_are_scipys(experiment):
    case = PEERS["experiment"]
    answer = evaluate("experiment", experiment, "--covariate", "before", variant="arm", metric="revenue")
    agree(answer["metrics"], case["revenue"], 1e-9)
    agree(answer["metrics"], {"srm_p_value": case["srm_p_value"]}, 1e-9)
    interval = answer["intervals"]["difference"]
    assert [interval["low"], interval["high"]] == pytest.approx(case["interval"], rel=1e-9)
    sequence = answer["intervals"]["difference_sequence"]
    assert sequence["low"] < interval["low"] and interval["high"] < sequence["high"]
    assert 0.3 < answer["metrics"]["cuped_variance_reduction"] < 1
    several = evaluate("experiment", experiment, variant="arm", metric="revenue,converted")
    shares = {name.removeprefix("converted."): value for name, value in several["metrics"].items() if name.startswith("converted.")}
    agree(shares, case["converted"], 1e-9)
    assert several["metrics"]["revenue.p_adjusted"] >= several["metrics"]["revenue.p_value"]


@pytest.mark.parametrize("form, method", [
    ("text", "confidence sequence"), ("markdown", "confidence sequence"), ("html", "confidence sequence"), ("csv", "confidence_sequence")])
def test_every_form_has_the_interval_that_holds_at_every_look(experiment, form, method):
    arguments = ["evaluate", "--task", "experiment", "--data", experiment, "--variant", "arm", "--metric", "revenue,converted"]
    answer = running.driftwatch(*arguments, "--format", form).stdout
    for name in ["revenue.difference_sequence", "converted.difference_sequence"]:
        assert name in answer or name.replace("_", "\\_") in answer
    assert answer.count(method) == 2
    methods = {interval["method"] for interval in evaluate(*arguments[2:3], experiment, *arguments[5:])["intervals"].values()}
    assert methods == {"student_t", "newcombe", "delta", "confidence_sequence"}


def test_a_wrong_split_of_traffic_is_said(experiment):
    answer = evaluate("experiment", experiment, "--shares", "0.9,0.1", variant="arm", metric="revenue")
    assert answer["metrics"]["srm_p_value"] < 0.001
    assert any("sample ratio mismatch" in note for note in answer["notes"])


def test_policies_are_as_defined(tmp_path):
    data = write(tmp_path / "d.csv", PEERS["policy"]["columns"])
    answer = evaluate(
        "policy", data, "--clip", "3", "--ci", "0.95", "--resamples", "200", reward="r", propensity="p", target_propensity="t",
        reward_model="q,v")
    agree(answer["metrics"], PEERS["policy"]["metrics"])
    for name in ["ips", "snips", "clipped_ips", "dm", "dr", "mean_weight"]:
        assert answer["intervals"][name]["low"] < answer["metrics"][name] < answer["intervals"][name]["high"], name


def test_a_model_of_each_action_gives_the_same(tmp_path):
    columns = {"a": ["x", "y", "x"], "r": [1, 0, 1], "p": [0.5, 0.5, 0.4], "pi_x": [0.9, 0.2, 0.6], "pi_y": [0.1, 0.8, 0.4],
               "q_x": [0.7, 0.3, 0.9], "q_y": [0.2, 0.4, 0.1]}
    data = write(tmp_path / "d.csv", columns)
    answer = evaluate(
        "policy", data, action="a", reward="r", propensity="p", target_propensity="pi_x,pi_y", reward_model="q_x,q_y")
    target, logged = [0.9, 0.8, 0.6], [0.7, 0.4, 0.9]
    value = [x * u + y * v for x, y, u, v in zip(columns["pi_x"], columns["pi_y"], columns["q_x"], columns["q_y"])]
    weight = [t / p for t, p in zip(target, columns["p"])]
    dr = sum(v + w * (r - q) for v, w, r, q in zip(value, weight, columns["r"], logged)) / 3
    assert answer["metrics"]["dr"] == pytest.approx(dr, rel=1e-12)


def test_a_propensity_of_nothing_is_refused(tmp_path):
    data = write(tmp_path / "d.csv", {"r": [1, 0], "p": [0.5, 0], "t": [0.5, 0.5]})
    message = refused("--task", "policy", "--data", data, "--reward", "r", "--propensity", "p", "--target-propensity", "t")
    assert "row 2" in message and "'p'" in message
