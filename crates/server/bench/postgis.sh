#!/bin/sh
# The same 100,000 points over the same 99,904 segments and 5,041 cells, in PostGIS and here, in turns on one core: nearest road
# and cell there, the points in random order and along the Z-shaped curve, whichever is quicker; cell, roads, people, confidence
# and trace here, and the same over HTTP with JSON in requests of 1,000 points in random order. Of three turns the best counts on
# both sides. Skipped with one line where PostgreSQL with PostGIS cannot be had.
set -eu
cd "$(dirname "$0")/../../.."
skip() {
    echo "skipped: $1"
    exit 0
}
have() {
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
if ! have && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        postgresql postgresql-15-postgis-3; } >/dev/null 2>&1 || true
fi
have || skip "PostgreSQL with PostGIS is not installed"
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
work=$(mktemp -d)
chmod 755 "$work"
mkdir "$work/pg"
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    id postgres >/dev/null 2>&1 || skip "there is no user postgres"
    chown postgres "$work/pg"
    as() { runuser -u postgres -- "$@"; }
fi
stop() {
    [ ! -f "$work/pg/data/postmaster.pid" ] || as "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
cargo build --release --locked -q -p server --example postgis
example=${CARGO_TARGET_DIR:-target}/release/examples/postgis
"$example" files "$work"
as "$bin/initdb" -D "$work/pg/data" -A trust --no-sync >/dev/null
as "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" start -o "-c listen_addresses= -c unix_socket_directories=$work/pg \
    -c shared_buffers=512MB -c jit=off -c max_parallel_workers_per_gather=0 -c fsync=off" >/dev/null
psql() { as "$bin/psql" -h "$work/pg" -d postgres -X -q -v ON_ERROR_STOP=1 "$@"; }
psql <<SQL
create extension postgis;
create table segments (id int primary key, geom geometry(LineString));
create table cells (id int primary key, geom geometry(Polygon));
create table random (id int primary key, geom geometry(Point));
create table sorted (id int primary key, geom geometry(Point));
create temp table raw (id int, wkt text);
\copy raw from '$work/segments.csv' csv
insert into segments select id, wkt::geometry from raw;
truncate raw;
\copy raw from '$work/cells.csv' csv
insert into cells select id, wkt::geometry from raw;
truncate raw;
\copy raw from '$work/random.csv' csv
insert into random select id, wkt::geometry from raw order by id;
truncate raw;
\copy raw from '$work/sorted.csv' csv
insert into sorted select id, wkt::geometry from raw order by id;
create index on segments using gist (geom);
create index on cells using gist (geom);
vacuum analyze;
SQL
# One turn: microseconds a point here, milliseconds of both queries there.
turn() {
    "$example" measure
    for order in random sorted; do
        psql <<SQL | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' | paste -sd' ' | sed "s/^/$order /"
\timing on
select count(n.id) from $order p cross join lateral (select id from segments s order by s.geom <-> p.geom limit 1) n;
select count(c.id) from $order p join cells c on st_covers(c.geom, p.geom);
SQL
    done
}
for _ in 1 2 3; do turn; done | tee "$work/figures"
awk '
    function least(name, value) { if (!(name in best) || value < best[name]) best[name] = value }
    /^(answer|post)/ { least($1, $2) }
    /^(random|sorted)/ { least($1, ($2 + $3) / 100) }
    END {
        peer = best["random"] < best["sorted"] ? best["random"] : best["sorted"]
        printf "PostGIS: KNN and point in polygon %.1f us a point in random order, %.1f us sorted\n", best["random"], best["sorted"]
        printf "whole answers %.0f times as fast (goal 100), at an accuracy of 5 m %.0f times; over HTTP with JSON %.0f times (goal 40)\n", \
            peer / best["answer15"], peer / best["answer5"], peer / best["post"]
    }' "$work/figures"
