//! What stands in documents and in the source itself, compared.

mod codes;
mod modules;
