#!/bin/sh
# Says in one line what is missing on this machine: Rust, Node 20+, a C compiler. With `test`, also what only tests need: PostgreSQL 15 or
# newer with PostGIS, which are installed where that is allowed.
need() {
    echo "缺少 / missing: $1" >&2
    exit 1
}
command -v cargo >/dev/null || need "Rust (cargo), https://rustup.rs"
command -v cc >/dev/null || need "a C compiler (cc), for instance: apt-get install gcc libc6-dev"
command -v node >/dev/null || need "Node.js 20 or newer"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || need "Node.js 20 or newer (here: $(node --version))"
command -v npm >/dev/null || need "npm, which comes with Node.js"
[ "${1:-}" = test ] || exit 0
# A server of the tests' own is started from its programs, unless TEST_DATABASE_URL names another.
postgres() { [ -n "${TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
if ! postgres && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >/dev/null 2>&1 || true
fi
postgres || need "PostgreSQL 15 or newer, for instance: apt-get install postgresql; or set TEST_DATABASE_URL"
# The views for map programs rest on PostGIS; a server named by TEST_DATABASE_URL has to have it.
postgis() { [ -n "${TEST_DATABASE_URL:-}" ] || ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || ls "$(pg_config --sharedir 2>/dev/null)/extension/postgis.control" >/dev/null 2>&1; }
if ! postgis && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    version=$(ls /usr/lib/postgresql | sort -n | tail -1)
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "postgresql-$version-postgis-3"; } >/dev/null 2>&1 || true
fi
postgis || need "PostGIS for this PostgreSQL, for instance: apt-get install postgresql-15-postgis-3"
