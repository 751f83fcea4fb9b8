//! Clients that dawdle are sent away, and nobody else notices. `make torture` does it with 2,000 of them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use common::{Running, nobody};

/// What a client does once it is connected.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    /// It says nothing.
    Silent,
    /// It stops in the middle of the head.
    HalfHead,
    /// It sends the head a byte a second.
    DrippingHead,
    /// It sends the body a byte a second.
    DrippingBody,
    /// It asks for much, over and over, and reads nothing of it.
    NeverReading,
    /// It asks, and reads a byte a second.
    DrippingReader,
}

const MANNERS: [Manner; 6] = [
    Manner::Silent,
    Manner::HalfHead,
    Manner::DrippingHead,
    Manner::DrippingBody,
    Manner::NeverReading,
    Manner::DrippingReader,
];

struct Client {
    manner: Manner,
    stream: TcpStream,
    begun: Instant,
    closed: Option<Duration>,
}

impl Client {
    fn connect(address: &str, manner: Manner) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nonblocking(true).unwrap();
        let asks = "GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";
        let begins = match manner {
            Manner::Silent => String::new(),
            Manner::HalfHead => "GET /health HTTP/1.1\r\nHost: a\r\n".to_owned(),
            Manner::DrippingHead => "GET /health HTTP/1.1\r\nX-Slow: ".to_owned(),
            Manner::DrippingBody => {
                "POST /api/v1/incidents HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{".to_owned()
            }
            Manner::NeverReading => asks.repeat(40),
            Manner::DrippingReader => asks.repeat(5),
        };
        // All of it fits what the system takes; if not, so much the slower.
        let _ = stream.write(begins.as_bytes());
        Self { manner, stream, begun: Instant::now(), closed: None }
    }

    /// Does what such a client does in a second, and notes where it was sent away.
    fn go_on(&mut self) {
        let mut byte = [0; 1];
        let done = match self.manner {
            Manner::Silent | Manner::HalfHead => self.stream.read(&mut [0; 4096]),
            Manner::DrippingReader => match self.stream.read(&mut byte) {
                // What the system holds for it is read to the end, the rest never comes: only writing tells.
                Ok(_) => self.stream.write(b"G"),
                other => other,
            },
            _ => self.stream.write(b"x"),
        };
        let gone = match done {
            Ok(0) => true,
            Ok(_) => false,
            Err(err) => !matches!(err.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        };
        if gone {
            self.closed = Some(self.begun.elapsed());
        }
    }
}

/// Asks as others do until `done`; returns how long each waited, shortest first.
fn others(running: &Running, done: impl Fn(usize) -> bool) -> Vec<Duration> {
    let (agent, mut waited) = (nobody(), Vec::new());
    while !done(waited.len()) {
        let begun = Instant::now();
        assert_eq!(agent.get(running.url("/health")).call().unwrap().status(), 200);
        waited.push(begun.elapsed());
        thread::sleep(Duration::from_millis(5));
    }
    waited.sort_unstable();
    waited
}

#[test]
fn clients_that_dawdle_are_sent_away_and_others_do_not_notice() {
    let torture = std::env::var_os("WANGGE_TORTURE").is_some();
    let count = if torture { 2_000 } else { 300 };
    let folder = tempfile::tempdir().unwrap();
    let running = Running::demo(folder.path(), 20);
    let address = running.base.trim_start_matches("http://").to_owned();
    let idle = others(&running, |count| count == 500);

    let over = AtomicBool::new(false);
    let (clients, busy) = thread::scope(|scope| {
        let others = scope.spawn(|| others(&running, |_| over.load(Ordering::SeqCst)));
        let slow = scope.spawn(|| {
            let mut clients: Vec<_> =
                (0..count).map(|it| Client::connect(&address, MANNERS[it % MANNERS.len()])).collect();
            // Generous: what is asserted is that they are sent away, not how fast this machine is today.
            while clients.iter().any(|it| it.closed.is_none() && it.begun.elapsed() < Duration::from_mins(2)) {
                for client in clients.iter_mut().filter(|it| it.closed.is_none()) {
                    client.go_on();
                }
                thread::sleep(Duration::from_secs(1));
            }
            over.store(true, Ordering::SeqCst);
            clients
        });
        (slow.join().unwrap(), others.join().unwrap())
    });
    let p99 = |it: &[Duration]| it[it.len() * 99 / 100];
    println!("{count} dawdling clients; others' p99 {:?} before, {:?} meanwhile", p99(&idle), p99(&busy));
    for manner in MANNERS {
        let of_manner = || clients.iter().filter(|it| it.manner == manner);
        let still = of_manner().filter(|it| it.closed.is_none()).count();
        println!(
            "{manner:?}: {} sent away, the last after {:?}",
            of_manner().count(),
            of_manner().filter_map(|it| it.closed).max()
        );
        assert_eq!(still, 0, "{manner:?} are still connected after two minutes");
    }
}
