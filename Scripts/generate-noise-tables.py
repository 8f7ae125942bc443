#!/usr/bin/env python3
"""Writes Sources/Disclosure/NoiseTables: the cumulative tables of the discrete Gaussian noise.

Usage: Scripts/generate-noise-tables.py [FOLDER]     (integers only; no package is needed)

For a variance n/d the weight of the value k is w(k) = exp(-k*k*d / (2*n)). The table holds
C[i] = floor(2^128 * (w(-K) + ... + w(i-K)) / W) for i = 0 ... 2K-1, where W is the sum of all w(k)
for |k| <= K. C[2K] would be 2^128, which no 128-bit number reaches, and is left out. K is the
largest number whose own weight is at least 2^-128 of the whole, so that C[0] is at least 1.
All arithmetic is on integers scaled by 2^512.
"""
import hashlib
import os
import sys

BITS = 512
ONE = 1 << BITS
BASE = [(5, 2), (3, 1), (4, 1), (8, 1), (10, 1), (16, 1), (20, 1), (25, 1), (32, 1), (40, 1), (64, 1)]


def exponential(numerator, denominator):
    """exp(-numerator/denominator) scaled by 2^512, by halving the exponent 64 times."""
    halvings = 64
    x = (numerator << (BITS + 64)) // (denominator << halvings)  # scaled by 2^576
    scale = BITS + 64
    total = term = 1 << scale
    count = 1
    while term:
        term = -((abs(term) * x >> scale) // count) if term > 0 else (abs(term) * x >> scale) // count
        total += term
        count += 1
    for _ in range(halvings):
        total = total * total >> scale
    return total >> 64


def table(n, d):
    weights = [exponential(k * k * d, 2 * n) for k in range(0, 40 * max(4, int((n / d) ** 0.5) + 1))]
    whole = weights[0] + 2 * sum(weights[1:])
    half = max(k for k, weight in enumerate(weights) if weight << 128 >= whole)
    kept = [weights[abs(k)] for k in range(-half, half + 1)]
    norm, running, cumulative = sum(kept), 0, []
    for weight in kept[:-1]:
        running += weight
        cumulative.append((running << 128) // norm)
    return half, cumulative


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "Disclosure", "NoiseTables")
    variances = sorted(set(BASE + [(4 * n // d if 4 * n % d == 0 else 4 * n, 1) for n, d in BASE]),
                       key=lambda v: v[0] / v[1])
    names = []
    for n, d in variances:
        half, cumulative = table(n, d)
        digest = hashlib.sha256(b"".join(c.to_bytes(16, "big") for c in cumulative)).hexdigest()
        name = f"variance{n}" + (f"Over{d}" if d > 1 else "")
        names.append(name)
        hexes = ["0x" + format(c, "032x") for c in cumulative]
        rows = [", ".join(hexes[i:i + 2]) + "," for i in range(0, len(hexes), 2)]
        text = [
            "// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.", "",
            "extension DiscreteGaussianTable {",
            f"  /// Noise of variance {n}{'/' + str(d) if d > 1 else ''}, from -{half} to {half}.",
            f"  static let {name} = DiscreteGaussianTable(",
            f"    variance: NoiseVariance(numerator: {n}, denominator: {d}), halfWidth: {half},",
            f"    sha256: \"{digest}\",",
            "    thresholds: [",
        ] + ["      " + row for row in rows] + ["    ])", "}", ""]
        with open(os.path.join(folder, f"{name[0].upper()}{name[1:]}.swift"), "w") as file:
            file.write("\n".join(text))
    text = ["// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.", "",
            "extension DiscreteGaussianTable {", "  /// Every table, in order of variance.",
            "  static let all: [DiscreteGaussianTable] = ["]
    text += [f"    .{name}," for name in names] + ["  ]", "}", ""]
    with open(os.path.join(folder, "AllTables.swift"), "w") as file:
        file.write("\n".join(text))


main()
