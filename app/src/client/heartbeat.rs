//! Notices a socket that is open and carries nothing any more: after a sleep, or behind a router that forgot it.

use protocol::ClientMessage;

use super::{Client, Effect, Link};

/// A socket that was silent for so long is asked for a sign of life.
const SILENCE_MS: u64 = 25_000;

/// How long the answer may take, a new socket to open, or the server to greet.
const ANSWER_MS: u64 = 8_000;

/// When something was heard.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heartbeat {
    /// When the server was heard last, or the socket began to be opened, as far as is known.
    heard_at: Option<u64>,
    /// When it was asked, if it has not answered since.
    asked_at: Option<u64>,
}

impl Heartbeat {
    pub(super) fn heard(&mut self, now: u64) {
        *self = Self { heard_at: Some(now), asked_at: None };
    }

    /// For how long nothing was heard.
    fn silence(&mut self, now: u64) -> u64 {
        now.saturating_sub(*self.heard_at.get_or_insert(now))
    }
}

impl Client {
    /// Time has passed. Call it a few times a second, as far as the browser lets you.
    pub fn tick(&mut self, now: u64) {
        let late = match self.link {
            Link::Waiting { .. } => {
                self.heartbeat.heard(now);
                false
            }
            Link::Connecting { .. } | Link::Greeting { .. } => self.heartbeat.silence(now) > ANSWER_MS,
            Link::Online => {
                self.heartbeat.asked_at.is_some_and(|asked| now.saturating_sub(asked) > ANSWER_MS)
            }
        };
        if late {
            self.heartbeat.heard(now);
            self.effects.push(Effect::Disconnect);
            self.closed();
        } else if self.heartbeat.silence(now) > SILENCE_MS {
            self.check(now);
        }
    }

    /// The machine may have slept or changed its network: connects at once where there is no socket, and asks a
    /// socket that there is whether it still lives.
    pub fn check(&mut self, now: u64) {
        if self.link == Link::Online && self.heartbeat.asked_at.is_none() {
            self.heartbeat.asked_at = Some(now);
            self.send(ClientMessage::Ping);
        }
        if matches!(self.link, Link::Waiting { .. }) {
            self.heartbeat.heard(now);
        }
        self.retry();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::online;
    use super::*;
    use crate::client::Connection;

    const PING: Effect = Effect::Send(ClientMessage::Ping);

    #[test]
    fn a_silent_socket_is_asked_once_and_lives_on_where_it_answers() {
        let mut client = online();
        client.tick(SILENCE_MS);
        assert_eq!(client.take_effects(), []);
        client.tick(SILENCE_MS + 1);
        client.tick(SILENCE_MS + 2);
        assert_eq!(client.take_effects(), [PING]);
        client.message(protocol::ServerMessage::Pong, SILENCE_MS + 3);
        client.tick(SILENCE_MS + ANSWER_MS + 10);
        assert_eq!(client.take_effects(), []);
    }

    #[test]
    fn a_socket_that_does_not_answer_is_replaced() {
        let mut client = online();
        client.check(1_000);
        assert_eq!(client.take_effects(), [PING]);
        client.tick(1_000 + ANSWER_MS + 1);
        let effects = client.take_effects();
        assert!(matches!(effects[..], [Effect::Disconnect, Effect::RetryAfter(_)]), "{effects:?}");
        assert_eq!(client.snapshot().connection, Connection::Reconnecting);
    }

    #[test]
    fn an_attempt_that_leads_nowhere_is_given_up() {
        let mut client = Client::new();
        client.take_effects();
        client.tick(7_000_000);
        client.tick(7_000_000 + ANSWER_MS);
        assert_eq!(client.take_effects(), []);
        client.tick(7_000_000 + ANSWER_MS + 1);
        assert!(matches!(client.take_effects()[..], [Effect::Disconnect, Effect::RetryAfter(_)]));
        client.check(8_000_000);
        assert_eq!(client.take_effects(), [Effect::Connect], "at once where the page is shown again");
        client.opened();
        client.take_effects();
        client.tick(8_000_000 + ANSWER_MS + 1);
        assert!(matches!(client.take_effects()[..], [Effect::Disconnect, Effect::RetryAfter(_)]));
    }
}
