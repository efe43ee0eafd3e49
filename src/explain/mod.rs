//! Why a record is there, and why not.
