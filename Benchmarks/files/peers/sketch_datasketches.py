"""Apache DataSketches' KLL, k = 200, fed from an array: nanoseconds of CPU an item, the least of five runs."""
import json
import sys
import time

import datasketches
import numpy as np

(out,) = sys.argv[1:]
values = np.random.default_rng(7).normal(size=10_000_000)
least = float("inf")
for _ in range(5):
    sketch = datasketches.kll_doubles_sketch(200)
    start = time.process_time()
    sketch.update(values)
    least = min(least, time.process_time() - start)
json.dump({"ns_per_item": least / len(values) * 1e9, "median": sketch.get_quantile(0.5)}, open(out, "w"))
