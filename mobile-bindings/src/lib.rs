//! The core that Pronto's Android and iOS apps share: [`client`] in plain Rust, and over it, with the feature `ffi`, the
//! facade that UniFFI turns into Kotlin, Swift and Python.

#[path = "../client/lib.rs"]
pub mod client;

#[cfg(feature = "ffi")]
mod error;
#[cfg(feature = "ffi")]
mod event;
#[cfg(feature = "ffi")]
mod held;
#[cfg(feature = "ffi")]
mod list;
#[cfg(feature = "ffi")]
mod model;
#[cfg(feature = "ffi")]
mod pronto;
#[cfg(feature = "ffi")]
mod push;
#[cfg(feature = "ffi")]
mod register;
#[cfg(feature = "ffi")]
mod runtime;
#[cfg(feature = "ffi")]
mod session;
#[cfg(feature = "ffi")]
mod storage;
#[cfg(feature = "ffi")]
mod subscription;

#[cfg(feature = "ffi")]
uniffi::setup_scaffolding!();
