//! The link's task: connect, say hello, read until the end, come back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use pronto_protocol::{
    session::TokensView,
    socket::{ClientFrame, ServerFrame},
};
use tokio::{sync::mpsc, time::Instant};
use tokio_tungstenite::tungstenite::Message;

use super::{
    Command, Focus,
    connection::{Connection, Ended, ended, failed, lost, poll},
    frame::{self, After},
    upgrade,
};
use crate::client::{
    ClientError, Http, State,
    backoff::Backoff,
    http::answer,
    live::{LinkEnd, LinkState, Live, SessionEvent},
};

/// How soon a live connection answers after the network changed.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

pub(super) struct Runner {
    http: Http,
    live: Arc<Live>,
    focus: Arc<Mutex<Focus>>,
    commands: mpsc::UnboundedReceiver<Command>,
    backoff: Backoff,
}

impl Runner {
    pub fn new(
        http: Http,
        live: Arc<Live>,
        focus: Arc<Mutex<Focus>>,
        commands: mpsc::UnboundedReceiver<Command>,
    ) -> Self {
        let backoff = Backoff::of(http.options());
        Self { http, live, focus, commands, backoff }
    }

    pub async fn run(mut self) {
        loop {
            self.live.set_link(LinkState::Connecting);
            let ended = match self.connect().await {
                Ok(connection) => {
                    let ended = self.listen(connection).await;
                    self.lose_frames();
                    ended
                }
                Err(ended) => ended,
            };
            tracing::debug!(reason = ended.reason, "the link ended");
            let wait = match ended.after {
                After::End(reason) => return self.end(reason).await,
                After::Wait(wait) => wait,
                After::Refresh => match self.refresh().await {
                    Ok(()) => self.backoff.wait_after_first(),
                    Err(ended) => match ended.after {
                        After::End(reason) => return self.end(reason).await,
                        _ => self.backoff.wait(),
                    },
                },
                After::Reload => {
                    self.live.change(State::mark_stale);
                    self.backoff.wait_after_first()
                }
                After::Backoff => self.backoff.wait(),
            };
            self.live.set_link(LinkState::Offline { reason: ended.reason });
            if self.pause(wait).await {
                self.live.set_link(LinkState::Ended { reason: LinkEnd::Stopped });
                return;
            }
        }
    }

    /// It does not come back by itself. A session that was ended from afar takes what was kept along.
    async fn end(&self, reason: LinkEnd) {
        if reason == LinkEnd::SessionEnded {
            match self.http.forget_tokens().await {
                // The agent has signed in anew on this device: what is kept is that session's.
                Ok(false) => {}
                Ok(true) => self.live.change_and_tell(State::forget_everything, |()| Some(SessionEvent::Reset)),
                Err(error) => {
                    tracing::warn!(%error, "the tokens of an ended session could not be removed");
                    self.live.change_and_tell(State::forget_everything, |()| Some(SessionEvent::Reset));
                }
            }
        }
        self.live.set_link(LinkState::Ended { reason });
    }

    /// Waits; true when the link was stopped meanwhile.
    async fn pause(&mut self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => return false,
                command = self.commands.recv() => match command {
                    None | Some(Command::Stop) => return true,
                    Some(Command::Wake) => {
                        self.backoff.reset();
                        return false;
                    }
                    // Opened streams are named in the hello; the rest is of the moment only.
                    Some(Command::Frame(_) | Command::Open(_) | Command::Cut) => {}
                },
            }
        }
    }

    /// Whether frames that were not answered have arrived is told by the next connection, which should come before another try.
    fn lose_frames(&self) {
        self.live.set_caught_up(false);
        let hold = self.http.options().backoff_first.saturating_mul(6);
        self.live.change_outgoing(|state| state.frames_lost(hold));
    }

    async fn refresh(&self) -> Result<(), Ended> {
        let Some(tokens) = self.http.tokens() else { return Ok(()) };
        self.http.refresh(&tokens).await.map(|_| ()).map_err(failed)
    }

    async fn connect(&mut self) -> Result<Connection, Ended> {
        let tokens = self.http.tokens().ok_or_else(|| ended(After::End(LinkEnd::SessionEnded), "no tokens"))?;
        let socket = upgrade::upgrade(&self.http).await.map_err(failed)?;
        let focus = *self.focus.lock().unwrap_or_else(PoisonError::into_inner);
        let hello = self.live.with(|state| ClientFrame::Hello {
            token: tokens.access_token.clone(),
            cursor: state.cursor().filter(|_| state.loaded).map(str::to_owned),
            open: state.opened().iter().copied().collect(),
            protocol: Some(self.http.options().protocol),
            foreground: Some(focus.foreground),
        });
        let mut connection = Connection::new(socket, tokens);
        connection.send(&hello).await?;
        connection.send(&frame::focus(focus)).await?;
        Ok(connection)
    }

    async fn listen(&mut self, mut connection: Connection) -> Ended {
        connection.silent_at = Instant::now() + self.http.options().connect_timeout; // until `ready`
        loop {
            let step = tokio::select! {
                message = connection.socket.next() => match message {
                    None => Err(ended(After::Backoff, "the connection was closed")),
                    Some(Err(error)) => Err(lost(error)),
                    Some(Ok(Message::Close(close))) => {
                        let reason = close.as_ref().map_or_else(String::new, ToString::to_string);
                        Err(ended(frame::after(close.as_ref()), reason))
                    }
                    Some(Ok(message)) => {
                        let result = match &message {
                            Message::Text(text) => self.read(&mut connection, text).await,
                            _ => Ok(()),
                        };
                        connection.silent_at = Instant::now() + connection.beat * 2;
                        result
                    }
                },
                command = self.commands.recv() => self.obey(&mut connection, command).await,
                loaded = poll(&mut connection.loading), if connection.loading.is_some() => self.finish_load(&mut connection, loaded),
                () = tokio::time::sleep_until(connection.silent_at) => Err(ended(After::Backoff, "silence")),
                () = tokio::time::sleep_until(connection.beat_at) => connection.give_sign().await,
                () = tokio::time::sleep_until(connection.renew_at), if connection.renewing.is_none() => {
                    self.renew(&mut connection);
                    Ok(())
                }
                fresh = poll(&mut connection.renewing), if connection.renewing.is_some() => finish_renewal(&mut connection, fresh).await,
            };
            if let Err(ended) = step {
                return ended;
            }
        }
    }

    async fn read(&mut self, connection: &mut Connection, text: &str) -> Result<(), Ended> {
        let Some(frame) = frame::parse(text) else { return Ok(()) };
        match frame {
            ServerFrame::Ready { cursor, resumed, heartbeat_ms, now } => {
                connection.beat = Duration::from_millis(heartbeat_ms).max(Duration::from_millis(500));
                connection.beat_at = Instant::now() + connection.beat;
                connection.server_time = (Instant::now(), now.unix_ms());
                self.live.note_server_time(now.unix_ms());
                connection.plan_renewal();
                self.greet(connection, (!resumed).then_some(cursor));
                connection.ask_whether_caught_up().await?;
            }
            ServerFrame::Event { event } => {
                if connection.loading.is_some() {
                    connection.heard.push(event.clone());
                }
                let event = Arc::new(event);
                self.live.change_and_tell(
                    |state| {
                        if state.loaded {
                            state.apply(&event);
                        }
                        state.loaded
                    },
                    |merged| merged.then(|| SessionEvent::Changed(Arc::clone(&event))),
                );
                self.load_if_needed(connection);
            }
            ServerFrame::Cursor { cursor } | ServerFrame::Heartbeat { cursor } => {
                self.live.change(|state| state.advance(&cursor));
            }
            // In the place of `ready` when the log no longer reaches back to the cursor of the hello.
            ServerFrame::Resync { cursor } => {
                connection.loading = None;
                connection.heard.clear();
                self.greet(connection, Some(cursor));
                connection.ask_whether_caught_up().await?;
            }
            ServerFrame::Typing { chat_id, conversation_id, agent_id, name, whisper } => {
                self.live.tell(SessionEvent::Typing { chat_id, conversation_id, agent_id, name, whisper });
            }
            ServerFrame::Looking { .. } => {}
            ServerFrame::Presence { agent_id, reachability } => self.live.change_and_tell(
                |state| state.set_reachability(agent_id, reachability),
                |()| Some(SessionEvent::Presence { agent_id, reachability }),
            ),
            ServerFrame::QueueCounts { counts } => self.live.change_and_tell(
                |state| state.set_counts(&counts),
                |()| Some(SessionEvent::QueueCounts { queue_id: counts.queue_id }),
            ),
            ServerFrame::Place { .. } => {} // for visitors alone
            ServerFrame::Sent { client_id, message_id, position } => {
                self.live.change_outgoing(|state| state.outgoing_acknowledged(client_id));
                self.live.tell(SessionEvent::Sent { client_id, message_id, position });
            }
            ServerFrame::Refused { client_id, problem } => {
                tracing::debug!(code = problem.code.as_str(), "a frame was refused");
                if let Some(client_id) = client_id {
                    let (error, options) = (answer::of_problem(problem.clone(), None), self.http.options().clone());
                    self.live.change_outgoing(|state| state.refuse_outgoing(client_id, error, &options));
                }
                self.live.tell(SessionEvent::Refused { client_id, problem: Arc::new(problem) });
            }
            // Asked for by who watches the desk, and to visitors: this core does neither yet.
            ServerFrame::Visits { .. } | ServerFrame::Counters { .. } | ServerFrame::Approach { .. } => {}
            ServerFrame::Pong { nonce } => {
                if nonce.is_some() && nonce == connection.caught_up_at {
                    self.live.change(|state| state.outbox.release());
                    self.live.set_caught_up(true);
                }
                let opened = connection.opening.iter().position(|(sent, _)| Some(*sent) == nonce);
                if let Some(index) = opened {
                    let (_, chat_id) = connection.opening.swap_remove(index);
                    self.live.change(|state| state.stream_is_open(chat_id));
                }
            }
        }
        Ok(())
    }

    /// The server knows who this is; `start` is where to begin when nothing known holds.
    fn greet(&mut self, connection: &mut Connection, start: Option<String>) {
        self.backoff.reset();
        self.live.change(|state| {
            if let Some(cursor) = start {
                state.forget_place();
                state.advance(&cursor);
            }
            state.open_noted_streams();
        });
        self.live.set_link(LinkState::Online);
        self.load_if_needed(connection);
    }

    /// Fetches everything beside the events that keep coming.
    fn load_if_needed(&self, connection: &mut Connection) {
        if connection.loading.is_some() || !self.live.with(State::needs_load) {
            return;
        }
        let (http, opened) = (self.http.clone(), self.live.with(|state| state.opened().clone()));
        let history_most = self.http.options().history_most;
        connection.heard.clear();
        connection.loading = Some(Box::pin(async move { State::load(&http, &opened, history_most).await }));
    }

    fn finish_load(&self, connection: &mut Connection, loaded: Result<State, ClientError>) -> Result<(), Ended> {
        connection.loading = None;
        let new = loaded.map_err(failed)?;
        let heard = std::mem::take(&mut connection.heard);
        self.live.change_and_tell(|state| new.replace(state, &heard), |()| Some(SessionEvent::Reset));
        self.load_if_needed(connection);
        Ok(())
    }

    async fn obey(&mut self, connection: &mut Connection, command: Option<Command>) -> Result<(), Ended> {
        match command {
            Some(Command::Frame(frame)) => connection.send(&frame).await,
            Some(Command::Open(chat_id)) => {
                connection.nonce += 1;
                connection.opening.push((connection.nonce, chat_id));
                connection.send(&ClientFrame::Open { chat_id }).await?;
                let ping = ClientFrame::Ping { nonce: Some(connection.nonce) };
                connection.send(&ping).await
            }
            // A network that changed leaves dead connections behind: whatever lives answers soon.
            Some(Command::Wake) => {
                connection.silent_at = connection.silent_at.min(Instant::now() + ANSWER_WITHIN);
                connection.give_sign().await
            }
            Some(Command::Cut) => Err(ended(After::Backoff, "cut")),
            None | Some(Command::Stop) => {
                let goodbye = connection.socket.close(None);
                let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await; // the server notices either way
                Err(ended(After::End(LinkEnd::Stopped), "stopped"))
            }
        }
    }

    /// Fetches a new token for this socket unless a call has done so already, and beside what keeps coming: a ping that waits
    /// for its answer meanwhile would make this side look dead.
    fn renew(&self, connection: &mut Connection) {
        let (http, stale) = (self.http.clone(), Arc::clone(&connection.tokens));
        connection.renewing = Some(Box::pin(async move { http.refresh(&stale).await }));
    }
}

/// Gives the socket its new token.
async fn finish_renewal(connection: &mut Connection, fresh: Result<Arc<TokensView>, ClientError>) -> Result<(), Ended> {
    connection.renewing = None;
    let fresh = match fresh {
        Ok(fresh) => fresh,
        Err(error) if error.is_retryable() => {
            connection.renew_at = Instant::now() + Duration::from_secs(5);
            return Ok(());
        }
        Err(error) => return Err(failed(error)),
    };
    connection.tokens = fresh;
    connection.plan_renewal();
    let renew = ClientFrame::Renew { token: connection.tokens.access_token.clone() };
    connection.send(&renew).await
}
