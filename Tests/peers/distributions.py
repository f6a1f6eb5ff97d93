#!/usr/bin/env python3
"""distributions.json: special functions and laws on a wide grid, from mpmath at 36 digits.

Each entry is [name, [arguments], value, condition]: the value is rounded once to a double, and `condition` says by how much a relative
error of one argument grows in the value (the largest over the arguments), which bounds what any double-precision code can reach.
"""
import json
import multiprocessing
import pathlib
import random

import mpmath as mp

mp.mp.dps = 36
rng = random.Random(20)
rows = []
TINY = mp.mpf(10) ** -300


def gamma_p(a, x):
    """P(a, x) by its series, all of whose terms are positive."""
    term = total = mp.mpf(1)
    n = mp.mpf(a)
    while term > total * mp.mpf(10) ** -37:
        n += 1
        term *= x / n
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def gamma_q(a, x):
    """Q(a, x): Legendre's continued fraction above a, below it 1 − P, which is not small there."""
    if x > a + 2 and x > 1:
        return mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * fraction_gamma(a, x)
    return 1 - gamma_p(a, x)


def fraction_gamma(a, x):
    b = x + 1 - a
    c = mp.mpf(10) ** 200
    d = 1 / b
    h = d
    i = 1
    while True:
        numerator = -i * (i - a)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        h *= c * d
        if abs(c * d - 1) < mp.mpf(10) ** -33:
            return h
        i += 1


def beta_fraction(a, b, x):
    prefix = mp.exp(a * mp.log(x) + b * mp.log(1 - x) - mp.log(a) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)))
    c, d = mp.mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    h, m, small = d, 1, mp.mpf(10) ** (3 - mp.mp.dps)
    while True:
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + even * d)
        c = 1 + even / c
        h *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + odd * d)
        c = 1 + odd / c
        h *= c * d
        if abs(c * d - 1) < small:
            return prefix * h
        m += 1


def beta_pair(a, b, x, y):
    """I_x(a, b) and its complement for x + y = 1, the smaller one first computed without cancellation."""
    if x <= (a + 1) / (a + b + 2):
        low = beta_fraction(a, b, x)
        return low, 1 - low
    high = beta_fraction(b, a, y)
    return 1 - high, high


def student_sf(t, v):
    v, t = mp.mpf(v), mp.mpf(t)
    s = v + t * t
    tail = beta_pair(v / 2, mp.mpf(1) / 2, v / s, t * t / s)[0] / 2
    return tail if t >= 0 else 1 - tail


def chi2_sf(x, v):
    return gamma_q(mp.mpf(v) / 2, mp.mpf(x) / 2)


def chi2_cdf(x, v):
    v, x = mp.mpf(v) / 2, mp.mpf(x) / 2
    return gamma_p(v, x) if x < v + 2 else 1 - gamma_q(v, x)


def f_sf(x, n, d):
    n, d, x = mp.mpf(n), mp.mpf(d), mp.mpf(x)
    s = n * x + d
    return beta_pair(d / 2, n / 2, d / s, n * x / s)[0]


def f_cdf(x, n, d):
    n, d, x = mp.mpf(n), mp.mpf(d), mp.mpf(x)
    s = n * x + d
    return beta_pair(d / 2, n / 2, d / s, n * x / s)[1]


def normal_sf(x):
    return mp.erfc(mp.mpf(x) / mp.sqrt(2)) / 2


def kolmogorov_sf(x):
    x = mp.mpf(x)
    if x > 1:
        return 2 * sum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 12))
    return 1 - kolmogorov_cdf(x)


def kolmogorov_cdf(x):
    x = mp.mpf(x)
    return mp.sqrt(2 * mp.pi) / x * sum(mp.exp(-((2 * k - 1) ** 2) * mp.pi**2 / (8 * x * x)) for k in range(1, 60))


def binomial_cdf(k, n, p):
    p = mp.mpf(p)
    return beta_pair(mp.mpf(n - k), mp.mpf(k + 1), 1 - p, p)[0]


def binomial_sf(k, n, p):
    p = mp.mpf(p)
    return beta_pair(mp.mpf(k + 1), mp.mpf(n - k), p, 1 - p)[0]


def add(name, function, *arguments, reals=None):
    """Adds a row unless its value lies outside 1e-300…1e300; `reals` are the places of arguments that are not whole numbers."""
    exact = [mp.mpf(a) for a in arguments]
    value = function(*exact)
    if value == 0 or not TINY < abs(value) < 1 / TINY:
        return
    step, condition = mp.mpf(10) ** -16, mp.mpf(0)
    for place in range(len(arguments)) if reals is None else reals:
        if exact[place] == 0:
            continue
        moved = list(exact)
        moved[place] *= 1 + step
        condition = max(condition, abs((function(*moved) - value) / (value * step)))
    rows.append([name, [float(a) for a in arguments], float(value), float("%.3g" % condition)])


def add_quantile(name, survival, x, *parameters):
    """The x with survival(x) = p, for the p that a double holds next to survival(x): one Newton step in logarithms, exact here."""
    x, parameters = mp.mpf(x), [mp.mpf(a) for a in parameters]
    value = survival(x, *parameters)
    if x == 0 or not TINY < value < 1 - mp.mpf(10) ** -12:
        return
    p, step = float(value), mp.mpf(10) ** -14
    slope = (survival(x * (1 + step), *parameters) - value) / (value * step)
    exact = x * (1 + mp.log(mp.mpf(p) / value) / slope)
    rows.append([name, [p] + [float(a) for a in parameters], float(exact), float("%.3g" % abs(1 / slope))])


degrees = [0.5, 1, 1.5, 2, 3, 4.7, 7, 10, 15.5, 30, 61, 100, 250, 999, 1e4, 12345.5, 1e5, 1e6]


def errors():
    for x in [-6, -2.5, -1, -0.3, -1e-5, 1e-300, 1e-10, 0.01, 0.3, 0.47, 0.5, 0.84, 1, 1.26, 1.9, 2.5, 3.3, 5, 6.01, 9.7, 14, 20, 25.9]:
        add("erfc", mp.erfc, x)


def log_gamma():
    for x in [1e-300, 1e-10, 0.001, 0.1, 0.3, 0.5, 0.75, 0.99, 0.9999999, 1.0000001, 1.01, 1.2, 1.4616321449683622, 1.5, 1.7, 1.99999, 2.00001, 2.3,
              2.9, 3.1, 4, 5.5, 7.2, 10, 15.9, 16.1, 33, 100.5, 1e3, 12345.6, 1e6, 1e10, 1e100, 1e300]:
        add("log_gamma", mp.loggamma, x)


def gamma():
    for a in [0.01, 0.25, 0.5, 0.9, 1, 1.5, 2.5, 5, 10, 17.3, 50, 100, 512.5, 1e3, 1e4, 5e5]:
        root = a**0.5
        places = {a * f for f in (1e-8, 1e-3, 0.1, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2, 5)} | {a + s * root for s in (-6, -3, -1, -0.1, 0.1, 1, 3, 6, 12, 20, 36)}
        for x in sorted(places):
            if x <= 0 or abs(x - a) > 45 * root + 700:
                continue
            add("gamma_p", lambda a, x: gamma_p(a, x) if x < a + 2 else 1 - gamma_q(a, x), a, x)
            add("gamma_q", gamma_q, a, x)


def beta():
    for a in [0.25, 0.5, 1, 1.7, 3, 10, 40, 150.5, 400, 700, 5e3, 1e5, 5e5]:
        for b in [0.25, 0.5, 1, 2.3, 8, 60, 333, 1200, 4e4, 5e5]:
            mean = a / (a + b)
            deviation = (mean * (1 - mean) / (a + b + 1)) ** 0.5
            for z in (-30, -8, -3, -1, -0.1, 0.4, 2, 5, 15):
                x = mean + z * deviation
                if not 0 < x < 1:
                    x = mean * rng.random() ** (1 + abs(z)) if z < 0 else 1 - (1 - mean) * rng.random() ** (1 + abs(z))
                if not 0 < x < 1 or 1 - x < 1e-12:
                    continue
                add("beta", lambda a, b, x: beta_pair(a, b, x, 1 - x)[0], a, b, x)


def normal():
    for x in [-38, -30, -20, -8.5, -5, -3, -1.5, -0.7, -1e-3, 1e-8, 0.1, 0.674, 1, 1.96, 2.6, 4, 6, 8, 12.3, 17, 24, 31, 36.9]:
        add("normal_sf", normal_sf, x)
        add("normal_cdf", lambda x: normal_sf(-x), x)


def normal_quantiles():
    for x in [-8, -5, -2.2, -1, -0.3, -1e-3, 1e-5, 0.2, 0.674, 1, 1.2816, 1.96, 2.576, 3.3, 4.5, 6, 8, 10.5, 15, 21, 29, 36.5]:
        add_quantile("normal_isf", normal_sf, x)


def student():
    for v in degrees:
        for t in [1e-6, 0.1, 0.5, 0.9, 1, 1.3, 2, 2.8, 4, 6, 9, 15, 30, 100, 1e4, 1e8, 1e20, 1e60, 1e120]:
            add("t_sf", student_sf, t, v)
            if 1e-3 < t < 1e30:
                add_quantile("t_isf", student_sf, t, v)
        for t in [-0.3, -2, -7]:
            add("t_sf", student_sf, t, v)


def chi_squared():
    for v in degrees:
        root = (2 * v) ** 0.5
        places = {v * f for f in (1e-10, 1e-4, 0.05, 0.4, 0.8, 1, 1.3, 2.2, 4)}
        places |= {v + s * root for s in (-7, -4, -2, -0.5, 0.5, 2, 4, 8, 15, 30)} | ({700.0, 1200.0} if v < 400 else set())
        for x in sorted(places):
            if 0 < x and abs(x - v) <= 60 * root + 1400:
                add("chi2_sf", chi2_sf, x, v)
                add("chi2_cdf", chi2_cdf, x, v)
                add_quantile("chi2_isf", chi2_sf, x, v)


def fisher():
    for n in [0.5, 1, 2, 3.5, 8, 25, 120, 1e3, 1e5, 1e6]:
        for d in [0.5, 1, 2, 5, 13.3, 40, 200, 3e3, 1e6]:
            for x in [1e-6, 0.02, 0.3, 0.8, 0.97, 1, 1.04, 1.5, 2.4, 5, 20, 300, 1e5, 1e12]:
                if n * d > 1e10 and not 0.9 < x < 1.1:
                    continue
                if rng.random() < 0.5:
                    continue
                add("f_sf", f_sf, x, n, d)


def fisher_quantiles():
    for n, d in [(1, 1), (1, 30), (2, 2), (3, 10), (5, 5), (10, 3), (10, 1000), (40, 40), (0.5, 7), (200, 5)]:
        for x in [1e-4, 0.05, 0.6, 1, 1.7, 3, 8, 40, 1e3, 1e6]:
            add_quantile("f_isf", f_sf, x, n, d)
            add("f_cdf", f_cdf, x, n, d)


def kolmogorov():
    for x in [0.18, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8276, 0.9, 0.999, 1.001, 1.1, 1.224, 1.358, 1.5, 1.63, 2, 2.5, 3, 4, 6, 9, 13, 18.5]:
        add("kolmogorov_sf", kolmogorov_sf, x)
        add("kolmogorov_cdf", lambda x: kolmogorov_cdf(x) if x < 1 else 1 - kolmogorov_sf(x), x)
    for x in [0.3, 0.42, 0.55, 0.7, 0.83, 0.95, 1.05, 1.224, 1.358, 1.63, 2.2, 3.1, 5, 9, 14, 18.3]:
        add_quantile("kolmogorov_isf", kolmogorov_sf, x)


def binomial():
    for n in [1, 5, 20, 100, 777, 5_000, 10**5, 10**6]:
        for p in [1e-6, 0.003, 0.1, 0.25, 0.5, 0.61, 0.97]:
            sd = (n * p * (1 - p)) ** 0.5
            for z in (-30, -8, -3, -1, 0, 1, 3, 8, 30):
                k = round(n * p + z * max(sd, 0.6))
                if 0 <= k < n and rng.random() < 0.6:
                    add("binomial_cdf", lambda k, n, p: binomial_cdf(int(k), int(n), p), k, n, p, reals=[2])
                    add("binomial_sf", lambda k, n, p: binomial_sf(int(k), int(n), p), k, n, p, reals=[2])


def family(make):
    """The rows of one family, each with its own seed so that families can run side by side."""
    rows.clear()
    rng.seed(20)
    make()
    return rows[:]


families = [errors, log_gamma, gamma, beta, normal, normal_quantiles, student, chi_squared, fisher, fisher_quantiles, kolmogorov, binomial]
if __name__ == "__main__":
    with multiprocessing.Pool() as pool:
        found = [row for part in pool.map(family, families, chunksize=1) for row in part]
    with open(pathlib.Path(__file__).with_suffix(".json"), "w") as out:
        out.write('{"mpmath": "%s", "rows": [\n' % mp.__version__)
        out.write(",\n".join(json.dumps(row) for row in found))
        out.write("\n]}\n")
    print("mpmath", mp.__version__, len(found), "values")
