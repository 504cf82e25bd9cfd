//! How much of the CPUs a container gets where they do not suffice.
//!
//! Where the server made the cgroup of all containers it writes the share itself, which takes microseconds. Otherwise the
//! engine does: 50 to 70 ms of CPU, so only for who has to make way.

use std::path::PathBuf;

use bollard::models::ContainerUpdateBody;

use super::Engine;
use super::connect::{QUERY_DEADLINE, call};
use crate::sandbox::{Boot, SandboxError};

/// A container's share, beside the other containers of this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CpuShare {
    /// As the kernel gives it to each.
    Whole,
    /// Of one that boots ahead of its run: who has pressed Run goes first.
    Boot,
    /// Of one that has computed for a while: everybody else goes first.
    Low,
}

impl CpuShare {
    /// Of a container that is made; `whole_soon` where it can be given the rest without the engine.
    pub(super) fn of_new(boot: Boot, whole_soon: bool) -> Self {
        match boot {
            Boot::Prepared if whole_soon => Self::Boot,
            Boot::Prepared | Boot::Cold => Self::Whole,
        }
    }

    /// In the shares that the engine and version 1 of cgroups count in.
    pub(super) fn shares(self) -> i64 {
        match self {
            Self::Whole => 1024,
            Self::Boot => 256,
            Self::Low => 64,
        }
    }

    /// In the weights of version 2.
    pub(super) fn weight(self) -> u32 {
        match self {
            Self::Whole => 100,
            Self::Boot => 25,
            Self::Low => 6,
        }
    }
}

/// Sets a container's share.
///
/// # Errors
/// Where the engine has to and does not.
pub(super) async fn set(engine: &Engine, container: &str, share: CpuShare) -> Result<(), SandboxError> {
    if let Some((file, value)) = engine.cgroup_parent.share_file(container, share)
        && write(file, value).await
    {
        return Ok(());
    }
    let update = ContainerUpdateBody { cpu_shares: Some(share.shares()), ..ContainerUpdateBody::default() };
    let update = engine.docker.update_container(container, update);
    call("set the container's share of the CPU", QUERY_DEADLINE, update).await?;
    Ok(())
}

/// Whether it could be written. A container that has gone has no file.
async fn write(file: PathBuf, value: String) -> bool {
    tokio::fs::write(file, value).await.is_ok()
}
