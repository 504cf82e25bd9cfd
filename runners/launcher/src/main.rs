//! PID 1 of every Madang container: starts the program, carries its bytes, tells how it ended.
//!
//! One thread, one `poll(2)` loop, no allocation that an outsider can grow. `docs/launcher.md` says
//! what it promises and why.

mod cgroup;
mod child;
mod event_loop;
mod gate;
mod heartbeat;
mod identity;
mod input;
mod launcher;
mod loopback;
mod options;
mod outbox;
mod pipes;
mod stage;
mod streams;
mod sys;
mod terminal;
mod warm;
mod workspace;
mod written;

use std::error::Error;
use std::io;
use std::process::ExitCode;

use ::launcher::messages::{FromLauncher, VERSION};

use crate::event_loop::EventLoop;
use crate::identity::Identity;
use crate::launcher::Launcher;
use crate::options::Options;
use crate::outbox::Outbox;

fn main() -> ExitCode {
    let mut outbox = match sys::own(&io::stdout()).map(Outbox::new) {
        Ok(outbox) => outbox,
        Err(error) => return give_up(&error),
    };
    match boot() {
        Ok(identity) => {
            outbox.push(&FromLauncher::Ready { version: VERSION });
            match serve(Launcher::new(identity, outbox)) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => give_up(&error),
            }
        }
        Err(error) => {
            outbox.push(&FromLauncher::Failed(format!("the launcher could not start: {error}")));
            // Nothing else waits in the pipe, so one write takes the few words.
            let _ = outbox.flush();
            give_up(&*error)
        }
    }
}

/// All that needs the privileges of the container's start, and then the loss of them.
fn boot() -> Result<Identity, Box<dyn Error>> {
    let options = Options::from_args(std::env::args_os().skip(1))?;
    sys::set_umask(0o022);
    loopback::bring_up()?;
    Ok(Identity::assume(options.launcher_uid, options.program_uid)?)
}

fn serve(launcher: Launcher) -> io::Result<()> {
    EventLoop::new(launcher)?.run()
}

fn give_up(error: &(impl Error + ?Sized)) -> ExitCode {
    eprintln!("madang-launcher: {error}");
    ExitCode::FAILURE
}
