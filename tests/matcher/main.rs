//! The matcher against two references: the `regex` crate for what both have, and the
//! meaning of a pattern written out naively over its tree for the lattice.

mod lattice;
mod linear;
mod reference;
mod regular;
mod world;
