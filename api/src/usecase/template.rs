//! Texts with variables in double braces: read apart, checked when they are saved, filled in for a chat.

mod chat_values;
mod check_variables;
mod pieces;

pub use chat_values::ChatValues;
pub use check_variables::check_variables;
pub use pieces::{Piece, fill, pieces_of, variables_of};
