#!/bin/sh
# Says in one line what is missing on this machine: Rust, Node 20+, a C compiler.
need() {
    echo "缺少 / missing: $1" >&2
    exit 1
}
command -v cargo >/dev/null || need "Rust (cargo), https://rustup.rs"
command -v cc >/dev/null || need "a C compiler (cc), for instance: apt-get install gcc libc6-dev"
command -v node >/dev/null || need "Node.js 20 or newer"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || need "Node.js 20 or newer (here: $(node --version))"
command -v npm >/dev/null || need "npm, which comes with Node.js"
