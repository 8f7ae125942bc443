"""Writes golden values of distributions and tests, computed by SciPy, to stdout as JSON."""

import json
import sys

import numpy
import scipy
from scipy import special, stats


def gamma_cases():
    points = [(0.5, 0.2), (1, 1), (3, 12), (20, 18), (20, 60), (206, 150), (1000, 1100), (1e5, 99000), (14.5, 14.5)]
    return [
        {"shape": a, "limit": x, "below": special.gammainc(a, x), "above": special.gammaincc(a, x)}
        for a, x in points
    ]


def beta_cases():
    points = [
        (1, 1, 0.3), (0.5, 0.5, 0.9), (2, 5, 0.1), (26, 16, 0.5), (200, 180, 0.5), (3, 4000, 0.002),
        (5000, 5200, 0.47), (12, 1, 0.0769), (16, 16, 0.5),
    ]
    return [
        {"first": a, "second": b, "limit": x, "below": special.betainc(a, b, x), "above": special.betaincc(a, b, x)}
        for a, b, x in points
    ]


def garwood(count, confidence):
    tail = (1 - confidence) / 2
    lower = 0.0 if count == 0 else stats.chi2.ppf(tail, 2 * count) / 2
    return {"count": count, "confidence": confidence, "lower": lower, "upper": stats.chi2.isf(tail, 2 * count + 2) / 2}


def two_counts(first, second, one, two):
    share = one / (one + two)
    test = stats.binomtest(first, first + second, share)
    interval = test.proportion_ci(0.95, "exact")
    scale = (1 - share) / share
    high = interval.high
    return {
        "first": first, "second": second, "firstExposure": one, "secondExposure": two,
        "chance": test.pvalue,
        "atLeast": stats.binomtest(first, first + second, share, "greater").pvalue,
        "atMost": stats.binomtest(first, first + second, share, "less").pvalue,
        "lower": interval.low / (1 - interval.low) * scale,
        "upper": high / (1 - high) * scale if high < 1 else None,
    }


def poisson(count, mean):
    return {"count": count, "mean": mean, "atLeast": stats.poisson.sf(count - 1, mean), "atMost": stats.poisson.cdf(count, mean)}


chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986]
golden = {
    "program": "SciPy",
    "version": scipy.__version__,
    "numpy": numpy.__version__,
    "logGamma": [{"value": x, "result": special.gammaln(x)} for x in [1e-3, 0.5, 1, 1.5, 2, 3.7, 9, 14.999, 15, 120, 1e6]],
    "gamma": gamma_cases(),
    "beta": beta_cases(),
    "garwood": [garwood(n, c) for n in [0, 1, 5, 7, 20, 206, 10000] for c in [0.95, 0.998]],
    "twoCounts": [
        two_counts(*case)
        for case in [
            (25, 16, 1, 1), (0, 0, 1, 1), (0, 7, 1, 1), (7, 0, 1, 1), (1, 12, 1, 12), (2, 0, 1, 12), (206, 154, 1, 1),
            (30, 50, 93836, 2586927), (3, 2, 1, 3), (4200, 4000, 1, 1), (10, 10, 1, 1), (9, 15, 28, 31),
        ]
        if case[0] + case[1] > 0
    ],
    "poisson": [poisson(n, m) for n, m in [(0, 0.3), (1, 0.3), (3, 0.5), (12, 4.9), (206, 187.1), (2, 4.9), (60, 20)]],
    "falseDiscovery": {
        "chances": chances,
        "adjusted": stats.false_discovery_control(chances).tolist(),
        "ties": [0.022] * 5,
        "tiesAdjusted": stats.false_discovery_control([0.022] * 5).tolist(),
    },
}
json.dump(golden, sys.stdout, indent=1)
sys.stdout.write("\n")
