#!/usr/bin/env bash
# Runs every test and ends with one line that counts them. Called by `make test`.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
failed=0

step() { # name, command…
    local name=$1
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log/$name"
    local status=${PIPESTATUS[0]}
    [ "$status" -eq 0 ] || { failed=1; echo "== $name failed ($status)"; }
}

browser() {
    if ! tests/browser/chromium.sh; then
        echo "skipped: browser tests"
        # Where tests must be complete, a browser that cannot be had is a failure.
        [ -z "${CI:-}" ]
        return
    fi
    NODE_PATH=web/node_modules node --test --test-timeout=600000 --test-reporter=tap tests/browser/*.test.mjs
}

step web npm --prefix web test
step rust cargo test --workspace --locked --no-fail-fast
step browser browser

sed -i 's/\x1b\[[0-9;]*m//g' "$log"/*
passed=$(($(awk '/^test result:/ { s += $4 } END { print s + 0 }' "$log/rust") \
    + $(awk '/^ +Tests +/ { for (i = 2; i <= NF; i++) if ($i == "passed") s += $(i - 1) } END { print s + 0 }' "$log/web") \
    + $(awk '/^# pass / { s += $3 } END { print s + 0 }' "$log/browser")))
failing=$(($(awk '/^test result:/ { s += $6 } END { print s + 0 }' "$log/rust") \
    + $(awk '/^ +Tests +/ { for (i = 2; i <= NF; i++) if ($i == "failed") s += $(i - 1) } END { print s + 0 }' "$log/web") \
    + $(awk '/^# fail / { s += $3 } END { print s + 0 }' "$log/browser")))
[ "$failed" -eq 0 ] || [ "$failing" -gt 0 ] || failing=1
echo
echo "$passed passed, $failing failed"
exit "$failed"
