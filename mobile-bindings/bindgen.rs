//! Generates the Kotlin, Swift and Python bindings from the built library; never part of an app.

fn main() {
    uniffi::uniffi_bindgen_main();
}
