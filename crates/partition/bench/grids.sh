#!/bin/sh
# Duty grids beside METIS on the same graph in the same run; each part is skipped with one line where it cannot be had.
set -eu
cd "$(dirname "$0")/../../.."
graph=$(mktemp)
trap 'rm -f "$graph"' EXIT
cargo run --release --locked -q -p partition --example grids -- 30 "$graph"
[ -s "$graph" ] || exit 0
python=$(crates/partition/bench/python.sh pymetis) || exit 0
"$python" crates/partition/bench/metis.py "$graph" 30
