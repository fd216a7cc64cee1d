//! The link: a socket that comes back by itself, feeds the model and carries small frames the other way.

mod connection;
mod frame;
mod run;
mod upgrade;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use pronto_protocol::socket::{ClientFrame, Foreground};
use tokio::{sync::mpsc, task::JoinHandle};
use uuid::Uuid;

use crate::client::{
    ClientError, Http, fill,
    live::{LinkEnd, LinkState, Live},
};

/// Longest wait for a goodbye.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// What is on screen; told again on every connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Whether the app is on screen.
    pub foreground: Foreground,
    /// The chat on screen.
    pub chat_id: Option<Uuid>,
    /// The direct conversation on screen.
    pub conversation_id: Option<Uuid>,
}

impl Default for Focus {
    fn default() -> Self {
        Self { foreground: Foreground::Foreground, chat_id: None, conversation_id: None }
    }
}

/// What the link is asked to do.
pub(crate) enum Command {
    Frame(Box<ClientFrame>),
    Open(Uuid),
    /// Cuts the connection without a word, as a lost network does.
    Cut,
    /// The network or the screen changed: do not wait any longer.
    Wake,
    Stop,
}

/// A running link; dropping it ends it.
pub(crate) struct Link {
    commands: mpsc::UnboundedSender<Command>,
    focus: Arc<Mutex<Focus>>,
    live: Arc<Live>,
    tasks: Vec<JoinHandle<()>>,
}

impl Link {
    /// Starts connecting.
    pub fn start(http: Http, live: Arc<Live>, focus: Focus) -> Self {
        let (commands, received) = mpsc::unbounded_channel();
        let focus = Arc::new(Mutex::new(focus));
        let runner = run::Runner::new(http.clone(), Arc::clone(&live), Arc::clone(&focus), received);
        let tasks = vec![tokio::spawn(runner.run()), tokio::spawn(fill::run(http, Arc::clone(&live)))];
        Self { commands, focus, live, tasks }
    }

    pub fn command(&self, command: Command) {
        let _ = self.commands.send(command); // a link that has ended needs no commands
    }

    /// Sends a frame if connected.
    pub fn frame(&self, frame: ClientFrame) -> Result<(), ClientError> {
        if *self.live.link().borrow() != LinkState::Online {
            return Err(ClientError::offline("the socket is not connected"));
        }
        self.command(Command::Frame(Box::new(frame)));
        Ok(())
    }

    /// Tells what is on screen, now and on every later connection.
    pub fn set_focus(&self, focus: Focus) {
        *self.focus.lock().unwrap_or_else(PoisonError::into_inner) = focus;
        self.command(Command::Frame(Box::new(frame::focus(focus))));
        self.command(Command::Wake);
    }

    /// Says goodbye and waits until the link has ended; one that is still connecting is given up.
    pub async fn stop(mut self) {
        self.command(Command::Stop);
        if let Some(runner) = self.tasks.first_mut() {
            let _ = tokio::time::timeout(GOODBYE_WITHIN, runner).await; // what is left ends when it is dropped
        }
        self.live.set_link(LinkState::Ended { reason: LinkEnd::Stopped });
    }

    /// Where frames of the outbox go.
    pub fn commands(&self) -> mpsc::UnboundedSender<Command> {
        self.commands.clone()
    }

    /// Whether it will never connect again.
    pub fn is_ended(&self) -> bool {
        self.tasks.first().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
