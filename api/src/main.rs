//! The binary `pronto`.

fn main() -> std::process::ExitCode {
    pronto_api::app::command::run()
}
