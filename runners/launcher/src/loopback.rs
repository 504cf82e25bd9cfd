//! The one network device that a program has: itself.

use std::io;
use std::net::UdpSocket;
use std::os::fd::AsRawFd as _;

use crate::sys::check;

/// Brings the loopback device up, where the container was made without a network: nobody else does
/// then. Needs `NET_ADMIN`; without it, or without such a device, things stay as they are. So they do
/// under gVisor, whose device is up from the start and takes no orders (ENOTTY).
pub(crate) fn bring_up() -> io::Result<()> {
    // The address need not exist for that: it is the socket's own, and nothing is sent.
    let socket = UdpSocket::bind(("0.0.0.0", 0))?;
    // SAFETY: all zeros is a valid request.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (place, byte) in request.ifr_name.iter_mut().zip(*b"lo") {
        *place = byte.cast_signed();
    }
    let up = libc::IFF_UP as libc::c_short;
    // SAFETY: both requests read or write one live ifreq; the first fills in the flags.
    let result = unsafe {
        check(libc::ioctl(socket.as_raw_fd(), libc::SIOCGIFFLAGS, &raw mut request)).and_then(|_| {
            request.ifr_ifru.ifru_flags |= up;
            check(libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request))
        })
    };
    match result {
        Err(error) if matches!(error.raw_os_error(), Some(libc::EPERM | libc::ENODEV | libc::ENOTTY)) => {
            Ok(())
        }
        result => result.map(drop),
    }
}
