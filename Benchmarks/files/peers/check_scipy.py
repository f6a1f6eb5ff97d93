"""PSI, KL, JS, KS and Wasserstein of each numeric column, χ², PSI, KL and JS of each category, by scipy and numpy.

The bins are DriftWatch's: ten reference quantiles or the categories, and one for what is missing; shares are smoothed by half a count.
"""
import json
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats
from scipy.spatial.distance import jensenshannon

reference, current, out = sys.argv[1:]


def binned(p, q):
    a, b = (p + 0.5) / (p.sum() + 0.5 * len(p)), (q + 0.5) / (q.sum() + 0.5 * len(q))
    return {
        "psi": ((a - b) * np.log(a / b)).sum(),
        "kl": stats.entropy(a, b),
        "js_distance": jensenshannon(p, q, base=2),
    }


def numbers(a, b):
    x, y = a[~np.isnan(a)], b[~np.isnan(b)]
    edges = np.unique(np.quantile(x, np.linspace(0, 1, 11)[1:-1]))
    edges = edges[edges > x.min()]
    p, q = (np.append(np.bincount(np.searchsorted(edges, v, side="right"), minlength=len(edges) + 1), missing)
            for v, missing in [(x, len(a) - len(x)), (y, len(b) - len(y))])
    ks = stats.ks_2samp(x, y, method="asymp")
    return binned(p, q) | {
        "ks": ks.statistic, "ks_p": ks.pvalue, "wasserstein": stats.wasserstein_distance(x, y),
    }


def categories(a, b):
    counts = []
    for column in (a, b):
        encoded = column.unify_dictionaries().combine_chunks()
        codes = np.asarray(encoded.indices.fill_null(len(encoded.dictionary)))
        n = np.bincount(codes, minlength=len(encoded.dictionary) + 1)
        counts.append(dict(zip(encoded.dictionary.to_pylist(), n)) | {None: n[-1]})
    known = sorted(k for k in counts[0] if k is not None)
    p = np.array([counts[0][k] for k in known] + [0, 0, counts[0][None]])
    new = sum(n for k, n in counts[1].items() if k is not None and k not in counts[0])
    q = np.array([counts[1].get(k, 0) for k in known] + [new, 0, counts[1][None]])
    used = p + q > 0
    chi2 = stats.chi2_contingency([p[used], q[used]], correction=False)
    return binned(p, q) | {"chi2": chi2.statistic, "chi2_p": chi2.pvalue}


answer = {}
schema = pq.read_schema(reference)
for name in schema.names:
    # One column at a time keeps the memory of 10 million rows small.
    a, b = (pq.read_table(file, columns=[name])[name] for file in (reference, current))
    if pa.types.is_floating(schema.field(name).type):
        answer[name] = numbers(*(c.to_numpy() for c in (a, b)))
    else:
        answer[name] = categories(a, b)
json.dump(answer, open(out, "w"), default=float)
