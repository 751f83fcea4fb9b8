#!/bin/sh
# Prints the path of a Python that has the packages named; makes its environment outside the repository, once.
# Fails with one line on stderr where there is no Python, no venv or no way to the packages.
set -u
skip() {
    echo "skipped: $1" >&2
    exit 1
}
command -v python3 >/dev/null || skip "python3 is not installed"
home="${WANGGE_BENCH_VENV:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/wangge/venv}"
python="$home/bin/python3"
[ -x "$python" ] || python3 -m venv "$home" >/dev/null 2>&1 || skip "python3 cannot make an environment (venv)"
for package in "$@"; do
    "$python" -c "import $package" 2>/dev/null || "$python" -m pip install -q "$package" >/dev/null 2>&1 ||
        skip "the Python package $package cannot be installed"
done
echo "$python"
