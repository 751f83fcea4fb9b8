//! Hears when other processes write, and takes the lead where nobody has it.

use std::{convert::Infallible, future::poll_fn, sync::Arc, thread, time::Duration};

use tokio::{
    runtime::Builder,
    sync::{Notify, mpsc, oneshot, watch},
    time::{sleep, timeout},
};
use tokio_postgres::{AsyncMessage, Client, Error};

use super::{
    server::{Connection, Server},
    writer::CHANNEL,
};
use crate::StoreError;

/// How often it is looked without being told, whether there is something new, and whether the lead is free (default).
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A server that does not answer within so long is given up (default).
const PATIENCE: Duration = Duration::from_secs(5);
/// The first pause between two tries to connect; each is twice as long as the one before, up to [`LOOK_EVERY`].
const FIRST: Duration = Duration::from_millis(20);
/// The name of its connection on the server.
const NAME: &str = "wangge-listener";

/// A connection on a thread of its own. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Listener {
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What it is told, and tells.
pub(super) struct Ears {
    pub server: Server,
    /// What this process calls itself: what it says itself is no news.
    pub own: String,
    /// Told when others may have written.
    pub woken: Arc<Notify>,
    /// Whether this process leads.
    pub leading: watch::Sender<bool>,
}

impl Listener {
    pub(super) fn start(ears: Ears) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(StoreError::engine("starting a runtime"))?;
        let (stop, stopped) = oneshot::channel::<Infallible>();
        let listen = async move {
            let woken = ears.woken.clone();
            tokio::select! {
                // Nothing is ever sent: it ends with the sender.
                _ = stopped => {}
                () = ears.listen() => {}
            }
            // Nobody waits for what does not come any more.
            woken.notify_one();
        };
        let thread =
            thread::Builder::new().name("postgres-listener".to_owned()).spawn(move || runtime.block_on(listen));
        let thread = thread.map_err(StoreError::engine("starting the listener"))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Listener {
    /// Waits until the connection is given up, and the lead with it.
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A listener that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

impl Ears {
    async fn listen(self) {
        let mut pause = FIRST;
        loop {
            if let Ok((client, connection)) = self.server.dial(NAME).await
                && self.on(&client, connection).await.is_ok()
            {
                // It was good until now.
                pause = FIRST;
            }
            // The lock went with the connection.
            self.leading.send_replace(false);
            sleep(pause).await;
            pause = (pause * 2).min(LOOK_EVERY);
        }
    }

    /// Listens on a connection until it is lost.
    async fn on(&self, client: &Client, mut connection: Connection) -> Result<(), Error> {
        let (hear, mut heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                if let AsyncMessage::Notification(it) = message
                    && hear.send(it.payload().to_owned()).is_err()
                {
                    break;
                }
            }
        });
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        loop {
            // What was said while nobody listened is not said again.
            self.woken.notify_one();
            // Asked each time, so that a connection that is lost is noticed.
            let lead =
                "SELECT CASE WHEN $1 THEN true ELSE pg_try_advisory_lock(1464289095, hashtext(current_schema())) END";
            let ours = *self.leading.borrow();
            let Ok(row) = timeout(PATIENCE, client.query_one(lead, &[&ours])).await else { return Ok(()) };
            let leads: bool = row?.try_get(0)?;
            self.leading.send_if_modified(|it| std::mem::replace(it, leads) != leads);
            let look = sleep(LOOK_EVERY);
            tokio::pin!(look);
            loop {
                tokio::select! {
                    () = &mut look => break,
                    it = heard.recv() => match it {
                        Some(by) if by == self.own => {}
                        Some(_) => self.woken.notify_one(),
                        None => return Ok(()),
                    }
                }
            }
        }
    }
}
