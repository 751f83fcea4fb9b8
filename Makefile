# The two commands: `make run` and `make test`. Everything else is `wangge <command>`.
.PHONY: run test torture check bench fuzz web clean

# Installed packages are marked by this file, so that npm runs only when the lock file changed.
NPM := web/node_modules/.package-lock.json
PAGE := web/dist/index.html
PAGE_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/svelte.config.js web/tsconfig.json -type f 2>/dev/null)

run: tools $(PAGE)
	cargo run --release --locked -p wangge -- demo --data var/demo

test: tools $(PAGE)
	@tests/tools.sh test
	tests/run.sh

# What tests do a few times, done hundreds of times: kills, power cuts, dawdling clients, full disks.
torture: tools $(PAGE)
	WANGGE_TORTURE=1 cargo test --locked -p wangge --test torture --test slow --test faults -- --nocapture --test-threads=1
	WANGGE_TORTURE=1 cargo test --locked -p store --test power -- --nocapture
	STORY=10000 cargo test --locked -p store --test twins -- --nocapture

check: tools $(PAGE)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cd web && npm run check

bench: tools
	cargo bench --workspace --locked --benches
	crates/partition/bench/grids.sh
	cargo run --release --locked -q -p locate --example precision
	crates/server/bench/postgis.sh
	crates/spatial/bench/datums.sh

# 10,000 random calls over the OpenAPI document (CALLS=… for another number); needs Python.
fuzz: tools $(PAGE)
	tests/fuzz.sh

web: $(PAGE)

$(NPM): web/package.json web/package-lock.json
	cd web && npm ci
	touch $@

$(PAGE): $(NPM) $(PAGE_SOURCES)
	cd web && npm run build

.PHONY: tools
tools:
	@tests/tools.sh

clean:
	cargo clean
	rm -rf web/dist web/node_modules var
