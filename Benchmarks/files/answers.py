"""Holds our answers against a peer's, so that what is timed is the same work."""
import json
from pathlib import Path


def difference(kind, ours, theirs):
    """The largest difference of the values that both gave, and where it is."""
    a, b = (flatten(kind, json.loads(Path(file).read_text())) for file in (ours, theirs))
    if kind == "sketch":
        mine, peers = a["ns_per_item"], b["ns_per_item"]
        return {"ns_ours": round(mine, 1), "ns_peer": round(peers, 1), "wall_ratio": None, "cpu_ratio": round(peers / mine, 1),
                "note": f"CPU ×{peers / mine:.1f}: {mine:.1f} ns an item against {peers:.1f}"}
    shared = sorted(a.keys() & b.keys())
    if not shared:
        return {"note": "no value in both answers"}
    worst = {}
    for key in shared:
        metric = key.rsplit("/", 1)[1]
        gap = abs(a[key] - b[key]) / max(1.0, abs(b[key]))
        worst[metric] = max(worst.get(metric, 0.0), gap)
    largest = max(worst.values())
    apart = ", ".join(f"{metric} {gap:.1e}" for metric, gap in sorted(worst.items()) if gap > 1e-12)
    note = f"{len(shared)} values equal to 1e-12" if not apart else f"{len(shared)} values; differ most in {apart}"
    return {"compared": len(shared), "largest_difference": largest, "differences": worst, "note": note}


def flatten(kind, answer):
    if kind == "sketch":
        return answer
    return dict(OURS[kind](answer) if kind in OURS and is_ours(answer) else theirs(kind, answer))


def is_ours(answer):
    return "per_feature_metrics" in answer or "task" in answer


def evaluate(answer):
    yield from (("/" + name, value) for name, value in answer["metrics"].items() if value is not None)
    for part in answer["slices"]:
        yield from ((f"{part['slice']}/{name}", value) for name, value in part["metrics"].items() if value is not None)


def check(answer):
    for feature, metrics in answer["per_feature_metrics"].items():
        for name, score in metrics.items():
            if score.get("value") is not None:
                yield f"{feature}/{'js_distance' if name == 'js' else name}", score["value"]


def fairness(answer):
    for feature, part in answer["fairness"].items():
        for group, values in part["groups"].items():
            yield from ((f"{feature}={group}/{name}", v) for name, v in values["metrics"].items() if v is not None)


OURS = {"evaluate": evaluate, "check": check, "fairness": fairness}


def theirs(kind, answer):
    for part, values in answer.items():
        if kind == "fairness":
            for group, metrics in values["groups"].items():
                yield from ((f"{part}={group}/{name}", v) for name, v in metrics.items())
        else:
            yield from ((f"{part}/{name}", v) for name, v in values.items())
