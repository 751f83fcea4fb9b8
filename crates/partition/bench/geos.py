#!/usr/bin/env python3
"""What GEOS makes of the same lines and of our cells. Called by the bench `peers`.

geos.py faces FILE RUNS: lines as WKT, one a row; prints the number of polygons and the best CPU time in ms of
unary_union + polygonize.
geos.py coverage FILE: polygons as WKT; prints their number, and whether all are valid and together a valid coverage.
"""
import sys
import time

import numpy
import shapely


def read(name):
    with open(name) as file:
        return shapely.from_wkt(numpy.array(file.read().splitlines(), dtype=object))


def faces(lines, runs):
    best, count = float("inf"), 0
    for _ in range(runs):
        start = time.process_time()
        noded = shapely.unary_union(lines)
        count = len(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
        best = min(best, time.process_time() - start)
    print(count, best * 1000)


def coverage(polygons):
    valid = bool(shapely.is_valid(polygons).all()) and bool(shapely.coverage_is_valid(polygons))
    print(len(polygons), "valid" if valid else "invalid")


if sys.argv[1] == "faces":
    faces(read(sys.argv[2]), int(sys.argv[3]))
else:
    coverage(read(sys.argv[2]))
