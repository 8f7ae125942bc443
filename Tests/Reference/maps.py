"""Local statistics of the counts of North Carolina's counties by PySAL and GeoDa, to stdout as JSON.

Two programs beside spdep: scores, and p-values of 99,999 conditional permutations.
  maps.py MAPS SHAPES    MAPS: what maps.R wrote; SHAPES: nc.shp of R's sf
"""

import json
import sys
import warnings
from importlib.metadata import version

import numpy

warnings.filterwarnings("ignore")
import esda
import libpysal
import pygeoda

PERMUTATIONS = 99_999


def weights(lists, own):
    neighbours = {place: list(links) + ([place] if own else []) for place, links in enumerate(lists)}
    return libpysal.weights.W(neighbours, silence_warnings=True)


def of_pysal(counts, lists):
    star = esda.G_Local(counts, weights(lists, True), transform="B", star=True, permutations=PERMUTATIONS, seed=1)
    moran = esda.Moran_Local(counts, weights(lists, False), transformation="r", permutations=PERMUTATIONS, seed=1)
    return {
        "getisOrdStar": {"score": star.Zs.tolist(), "folded": star.p_sim.tolist()},
        "localMoran": {"value": moran.Is.tolist(), "folded": moran.p_sim.tolist()},
    }


def of_geoda(counts, shapes):
    areas = pygeoda.open(shapes)
    queen = pygeoda.queen_weights(areas)
    moran = pygeoda.local_moran(queen, list(counts), permutations=PERMUTATIONS, seed=1, significance_cutoff=0.05)
    star = pygeoda.local_gstar(queen, list(counts), permutations=PERMUTATIONS, seed=1, significance_cutoff=0.05)
    return {
        "getisOrdStar": {"folded": list(star.lisa_pvalues())},
        "localMoran": {"value": list(moran.lisa_values()), "folded": list(moran.lisa_pvalues())},
    }


def main():
    lists = json.load(open(sys.argv[1]))["carolina"]
    counts = numpy.array(lists["counts"], dtype=float)
    names = ["esda", "libpysal", "pygeoda"]
    golden = {
        "program": ", ".join(names),
        "version": ", ".join(version(name) for name in names),
        "permutations": PERMUTATIONS,
        "pysal": of_pysal(counts, lists["neighbours"]),
        "geoda": of_geoda(counts, sys.argv[2]),
    }
    json.dump(golden, sys.stdout)


main()
