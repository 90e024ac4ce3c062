//! The migrations are embedded: a change there must build this crate anew.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
