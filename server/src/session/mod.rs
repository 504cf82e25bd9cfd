//! One client connection: commands, flow control, resume. Generic over the socket.
