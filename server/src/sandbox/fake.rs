//! A scripted sandbox, to test the logic above it without an engine.
