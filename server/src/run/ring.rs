//! The output of a run that its client has not acknowledged yet.
