//! Logs and metrics.

use std::net::SocketAddr;

use super::settings::{Maybe, settings};

settings! {
    /// What is told to whom watches the server.
    TelemetryConfig, TelemetryLayer {
        /// Which log lines are written, as `tracing-subscriber` filters are: `info,server=debug`.
        log: String = "info", "log", "MADANG_LOG";
        /// How log lines look: `text` or `json`.
        log_format: LogFormat = LogFormat::Text, "log-format", "MADANG_LOG_FORMAT";
        /// Where metrics are served in the Prometheus format, at `/metrics`; nowhere where empty.
        metrics_listen: Maybe<SocketAddr> = None, "metrics-listen", "MADANG_METRICS_LISTEN";
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}
