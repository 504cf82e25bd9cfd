//! The sandbox on Docker, through bollard. The only place that knows it.
