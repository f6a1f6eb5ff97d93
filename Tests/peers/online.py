#!/usr/bin/env python3
"""Makes online.json: where river's detectors alarm on streams that SplitMix64 makes, here and in the tests alike. Deterministic."""
import json
import pathlib

import river
from river import drift
from river.drift.adwin import AdaptiveWindowing

MASK = (1 << 64) - 1


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def normal(self):
        return sum((self.uniform() for _ in range(12)), -6.0)


def numbers(seed, shift):
    """4,000 values whose mean moves by `shift` after every thousand."""
    random = SplitMix(seed)
    return [random.normal() + shift * (place // 1000) for place in range(4000)]


def errors(seed, before, after):
    random = SplitMix(seed)
    return [int(random.uniform() < (before if place < 1500 else after)) for place in range(3000)]


def alarms(detector, stream):
    found, warnings = [], 0
    for place, x in enumerate(stream):
        detector.update(x)
        if detector.drift_detected:
            found.append(place)
        warnings += bool(getattr(detector, "warning_detected", False)) and not detector.drift_detected
    return {"changes": found, "warnings": warnings}


def adwin(stream, delta):
    window = AdaptiveWindowing(delta=delta, clock=32, max_buckets=5, min_window_length=5, grace_period=10)
    changes = [place for place, x in enumerate(stream) if window.update(x)]
    return {"changes": changes, "width": window.get_width(), "total": window.get_total(), "variance": window.get_variance()}


if __name__ == "__main__":
    print("river", river.__version__)
    answer = {"numbers": [], "errors": []}
    for seed, shift in [(1, 0.0), (2, 0.5), (3, 1.0), (4, 3.0), (5, -1.0)]:
        stream = numbers(seed, shift)
        answer["numbers"].append({
            "seed": seed, "shift": shift, "sum": sum(stream), "adwin": adwin(stream, 0.002), "adwin_wide": adwin(stream, 0.2),
            "page_hinkley": alarms(drift.PageHinkley(), stream),
            "page_hinkley_low": alarms(drift.PageHinkley(min_instances=10, threshold=8), stream),
            # A window of twice the tested part leaves nothing to chance: the older half is taken whole.
            "kswin": alarms(drift.KSWIN(alpha=0.0005, window_size=60, stat_size=30, seed=1), stream),
        })
    for seed, before, after in [(11, 0.2, 0.2), (12, 0.1, 0.3), (13, 0.3, 0.6), (14, 0.4, 0.1)]:
        stream = errors(seed, before, after)
        answer["errors"].append({
            "seed": seed, "before": before, "after": after, "sum": sum(stream),
            "ddm": alarms(drift.binary.DDM(), stream), "eddm": alarms(drift.binary.EDDM(), stream),
            "hddm_a": alarms(drift.binary.HDDM_A() if hasattr(drift.binary, "HDDM_A") else drift.binary.HDDMA(), stream),
        })
    path = pathlib.Path(__file__).parent / "online.json"
    path.write_text(json.dumps(answer, separators=(",", ":")) + "\n")
