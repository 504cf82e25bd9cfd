//! Who may use the server at all.

use super::settings::{Maybe, Secret, settings};

settings! {
    /// Who may use the server: everyone who reaches it, where nothing is set.
    AccessConfig, AccessLayer {
        /// What visitors have to know: the page asks for it once, programs send it as `Authorization: Bearer …`.
        /// Better a variable or the file than a flag: others on the machine can read a command line.
        token: Maybe<Secret> = None, "access-token", "MADANG_ACCESS_TOKEN";
        /// The header in which a trusted proxy names the visitor that it has signed in, `X-Forwarded-User` for example.
        /// Requests without it, and all that come past the proxy, are refused.
        user_header: Maybe<String> = None, "access-user-header", "MADANG_ACCESS_USER_HEADER";
    }
}
