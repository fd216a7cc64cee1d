//! What the library takes as it ships.

use std::path::Path;

/// Prints it of the one that was built for this machine, if one was.
pub(super) fn tell() {
    println!("\nthe stripped library with its facade, for this machine's processor");
    let path = Path::new("target/mobile/libpronto_mobile.stripped.so");
    match std::fs::metadata(path) {
        Ok(file) => println!(
            "  {:.2} MB ({} bytes); libsignal publishes 6.52 MB for arm64: another processor",
            file.len() as f64 / 1e6,
            file.len()
        ),
        Err(_) => println!("  not built: mobile-bindings/size builds it"),
    }
}
