//! Records → output tree: which record is shown where, under which id, with which fields.
//!
//! A [`View`](crate::pack::View) says what is shown. A [`Layout`] is a view made ready, once
//! for a pack; [`Layout::arrange`] applies it to one extraction. The [`Arranged`] records are
//! the output tree: they implement [`serde::Serialize`], so that JSON is written straight
//! from the records, with nothing copied in between.
//!
//! - Every record has `id`, `text` (normalised), `span` (code points of the *original*)
//!   and its fields in the order of its type; what is absent is left out, a list is `[]`.
//! - A field that refers to a record which the view shows gives `{id, text}`, for an entity
//!   `{id, name}` with the field that makes it one; any other record stands in place.
//! - A record that an entity has merged stands for its entity.

mod arrange;
mod identity;
mod layout;
pub mod schema;
mod serialize;

pub use arrange::{Arranged, Held, Shelf};
pub use identity::ShownId;
pub use layout::{Layout, Part, Slot};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
