//! Metrics in Prometheus' text form. Code anywhere counts with the `metrics` macros; this collects them.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Bounds of every histogram, in seconds.
const BUCKETS_SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

static COLLECTOR: OnceLock<PrometheusHandle> = OnceLock::new();

/// The metrics of this process. Several servers in one process share them, as the macros know only one collector.
#[derive(Clone, Debug)]
pub struct Telemetry {
    collector: PrometheusHandle,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Telemetry {
    /// Starts to collect, or joins the collector that runs already.
    #[must_use]
    pub fn new() -> Self {
        let collector = COLLECTOR.get_or_init(|| {
            let recorder =
                PrometheusBuilder::new().set_buckets(&BUCKETS_SECONDS).expect("there are buckets").build_recorder();
            let collector = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("the process has another collector of metrics; /metrics stays empty");
            }
            collector
        });
        Self { collector: collector.clone() }
    }

    /// The text for `/metrics`.
    #[must_use]
    pub fn render(&self) -> String {
        self.collector.render()
    }

    /// Folds the samples taken since the last call into the histograms; a timer calls it, so that a server nobody asks
    /// for `/metrics` does not gather samples for ever.
    pub fn upkeep(&self) {
        self.collector.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_servers_in_one_process_count_together() {
        let (one, other) = (Telemetry::new(), Telemetry::new());
        metrics::counter!("pronto_metric_test_total").increment(2);
        metrics::histogram!("pronto_metric_test_seconds").record(0.02);
        other.upkeep();
        for telemetry in [one, other] {
            let text = telemetry.render();
            assert!(text.contains("pronto_metric_test_total 2"), "{text}");
            assert!(text.contains("pronto_metric_test_seconds_bucket{le=\"0.025\"} 1"), "{text}");
        }
    }
}
