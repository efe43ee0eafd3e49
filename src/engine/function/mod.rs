//! The functions of the expression language that read text.

pub mod date;
pub mod number;
pub mod statement;
pub mod trim;
