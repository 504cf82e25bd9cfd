//! Madang's page: the same components for the server, which renders it, and for the browser, which
//! makes it live.
//!
//! Read in this order:
//! - [`client`]: the conversation with the server, as a machine without IO.
//! - [`replies`]: what the terminal may say to a program by itself. [`streams`]: two streams on one screen.
//! - [`project`]: a program as its author sees it; [`command`]: what can be done; [`problems`]: what went wrong in a run.
//! - [`backend`]: what the page asks the server for.
//! - [`preferences`], [`settings`] and [`i18n`]: what a visitor has chosen, and the words for it.
//! - [`shell`]: the document; [`ide`]: the one island in it.
//! - `browser`: socket, terminal, editor and storage, and what ties them to the client. Only here is
//!   JavaScript called.

#[cfg(all(feature = "ssr", feature = "browser"))]
compile_error!("`ssr` excludes `hydrate` and `csr`: build the server and the front end one at a time");

pub mod backend;
#[cfg(feature = "browser")]
mod browser;
pub mod client;
pub mod command;
pub mod i18n;
mod icons;
pub mod ide;
pub mod preferences;
pub mod problems;
pub mod project;
pub mod replies;
pub mod settings;
pub mod shell;
pub mod streams;

pub use protocol;
