//! The shipped rule packs are embedded: a new or removed file among them asks for a new build.

fn main() {
    println!("cargo::rerun-if-changed=rules");
}
