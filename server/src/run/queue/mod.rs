//! Who runs next: fair over addresses, then over the clients of an address.
