//! Deliveries: the ledger of pushes.

mod list;

pub use list::{DeliveryFilter, list};
