#!/usr/bin/env bash
# Random calls over every operation of the OpenAPI document by Schemathesis, as administrator, supervisor, grid member and as
# nobody, against a demonstration of its own: no answer may be a 5xx, or of a status, type or shape that the document does not
# tell. Called by `make fuzz`; CALLS (10,000) is about how many there are. Needs Python 3.10 or newer with pip.
set -euo pipefail
cd "$(dirname "$0")/.."
calls=${CALLS:-10000}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/wangge/schemathesis-4.32.5
if [ ! -x "$tools/bin/schemathesis" ]; then
    python3 -m venv "$tools" && "$tools/bin/pip" install -q schemathesis==4.32.5 ||
        { echo "缺少 / missing: Python 3.10+ with venv and pip" >&2; rm -rf "$tools"; exit 1; }
fi
cargo build --locked -q -p wangge
work=$(mktemp -d)
"${CARGO_TARGET_DIR:-target}/debug/wangge" demo --data "$work/data" --incidents 300 --listen 127.0.0.1:0 >"$work/log" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null || true; wait $service 2>/dev/null || true; rm -rf "$work"' EXIT
until base=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$work/log"); do
    kill -0 $service || { cat "$work/log"; exit 1; }
    sleep 0.2
done
# Signs in as a persona and prints the cookie.
cookie() {
    node -e '
        const [base, persona] = process.argv.slice(1);
        const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
        fetch(`${base}/api/v1/demo/session`, { method: "POST", headers, body: JSON.stringify({ persona }) })
            .then((it) => console.log(it.headers.getSetCookie().map((it) => it.split(";")[0]).join("; ")));' "$base" "$1"
}
# What ends the session or never ends by itself is left to other tests.
skipped='^/api/v1/(feed|session|demo/session|sessions/\{id\}|me/.*)$'
operations=$(node -e '
    fetch(`${process.argv[1]}/api/openapi.json`).then((it) => it.json()).then(({ paths }) => console.log(
        Object.entries(paths).filter(([it]) => !new RegExp(process.argv[2]).test(it))
            .flatMap(([, it]) => Object.keys(it)).length));' "$base" "$skipped")
# Operations without parameters take fewer.
each=$((calls * 5 / 4 / 4 / operations + 1))
failed=0
for who in administrator supervisor grid_member nobody; do
    echo "== $who: $operations operations, $each calls each"
    headers=(-H "Sec-Fetch-Site: same-origin")
    [ $who = nobody ] || headers+=(-H "Cookie: $(cookie $who)")
    (cd "$work" && "$tools/bin/schemathesis" run "$base/api/openapi.json" "${headers[@]}" --exclude-path-regex "$skipped" \
        --phases examples,fuzzing --max-examples "$each" --continue-on-failure --suppress-health-check all --no-color \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --generation-database none ${SEED:+--seed "$SEED"}) || failed=1
done
kill -0 $service
exit $failed
