#!/usr/bin/env python3
"""Divides a graph written by the example `grids` with METIS and prints the same measures.

metis.py FILE [MEMBERS]; needs pymetis (pip install pymetis), else it says so and ends well.
"""
import sys
import time


def main():
    try:
        import pymetis
    except ImportError:
        print("skipped: METIS, pymetis is not installed")
        return
    name, parts = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 30
    with open(name) as file:
        cells, borders = map(int, file.readline().split())
        loads = [float(file.readline()) for _ in range(cells)]
        edges = {}
        main_m = {}
        for _ in range(borders):
            a, b, length, kind = file.readline().split()
            key = (min(int(a), int(b)), max(int(a), int(b)))
            edges[key] = edges.get(key, 0.0) + float(length)
            main_m[key] = main_m.get(key, 0.0) + (float(length) if kind in ("main", "secondary") else 0.0)
    around = [[] for _ in range(cells)]
    for (a, b), length in sorted(edges.items()):
        weight = max(1, round(length * 10))
        around[a].append((b, weight))
        around[b].append((a, weight))
    first = [0]
    for it in around:
        first.append(first[-1] + len(it))
    flat = [it for row in around for it in row]
    weights = [max(1, round(it * cells * 1000)) for it in loads]
    # The best of ten seeds: one run of METIS takes a few hundredths of a second.
    for imbalance in (30, 20, 10, 5):
        results = []
        start = time.process_time()
        for seed in range(10):
            options = pymetis.Options(contig=True, ufactor=imbalance, seed=seed)
            _, of = pymetis.part_graph(
                parts,
                xadj=first,
                adjncy=[it[0] for it in flat],
                vweights=weights,
                eweights=[it[1] for it in flat],
                recursive=False,
                options=options,
            )
            results.append(measure(loads, edges, main_m, of, parts))
        taken = (time.process_time() - start) / 10
        for word, it in (("median", sorted(results)[5]), ("best", min(results))):
            border, main_share, most, rms, broken = it
            print(
                f"METIS contig, ufactor {imbalance}, {word} of 10: border {border / 1e3:.2f} km, "
                f"{100 * main_share:.1f} % on main roads, deviation {100 * most:.2f} % at most, {100 * rms:.2f} % rms, "
                f"{broken} broken, {taken:.2f} s"
            )


def measure(loads, edges, main_m, of, parts):
    sums = [0.0] * parts
    for cell, part in enumerate(of):
        sums[part] += loads[cell]
    mean = sum(sums) / parts
    off = [it / mean - 1 for it in sums]
    cut = [key for key in edges if of[key[0]] != of[key[1]]]
    border = sum(edges[key] for key in cut)
    main_share = sum(main_m[key] for key in cut) / border
    # Connected pieces by union-find.
    root = list(range(len(of)))

    def find(it):
        while root[it] != it:
            root[it] = root[root[it]]
            it = root[it]
        return it

    for a, b in edges:
        if of[a] == of[b]:
            root[find(a)] = find(b)
    pieces = [0] * parts
    for cell, part in enumerate(of):
        pieces[part] += find(cell) == cell
    broken = sum(it > 1 for it in pieces)
    return border, main_share, max(map(abs, off)), (sum(it * it for it in off) / parts) ** 0.5, broken


main()
