//! What every request passes: ids, limits, who is asking, bodies read strictly, errors told as problems.

pub mod act;
pub mod api_key;
pub mod authenticate;
pub mod body;
pub mod deadline;
pub mod peer;
pub mod problem;
pub mod protocol;
pub mod request;
