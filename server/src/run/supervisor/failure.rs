//! What a user is told where no container could be made, or where one is lost.

use crate::sandbox::SandboxError;

/// What a user is told where neither engine nor launcher says anything any more.
pub(super) const LOST: &str = "Docker has stopped answering on the server: the program cannot be reached any more. Try again in a moment.";

/// Words for who cannot look into the engine: what it means, and what can be done. The log has the
/// cause for who can.
pub(super) fn in_words(error: &SandboxError) -> &'static str {
    match error {
        SandboxError::Unavailable(_) => {
            "The program was not started: Docker does not answer on the server. Try again in a moment."
        }
        SandboxError::Deadline { .. } => {
            "The program was not started: the server took too long to make its container. Try again in a moment."
        }
        SandboxError::ImageMissing { .. } => {
            "The program was not started: this language is not installed on the server. Its operator has to build the language's image."
        }
        SandboxError::NotReady { .. } | SandboxError::Engine { .. } | SandboxError::Files(_) => {
            "The program was not started: the server could not make its container. Try again; where it fails again, the server's log says why."
        }
    }
}
