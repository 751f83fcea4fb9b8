//! Builds anew when the page was built anew; the page itself is built by `make`.
fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
