//! The states of a run and their transitions: a pure function, with no IO and no clock of its own.
