//! A disk rebuilt from the system calls of a process that wrote to it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Numbers that look random, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// What was done to the disk, and what was said.
#[derive(Debug)]
enum Call {
    Create { path: PathBuf, node: usize },
    Rename { from: PathBuf, to: PathBuf },
    Unlink { path: PathBuf },
    Write { node: usize, at: usize, bytes: Vec<u8> },
    Truncate { node: usize, len: usize },
    Sync { node: usize },
    SyncFolder { path: PathBuf },
    Said { line: String },
}

/// What an open file is.
#[derive(Clone, Debug)]
enum Open {
    File { node: usize, at: usize },
    Folder(PathBuf),
}

/// The calls of a process below a folder, in order.
#[derive(Debug, Default)]
pub struct Trace {
    calls: Vec<Call>,
    open: BTreeMap<i64, Open>,
    names: BTreeMap<PathBuf, usize>,
    nodes: usize,
}

impl Trace {
    /// Reads what `strace -f -xx` wrote.
    pub fn read(text: &str, folder: &Path) -> Self {
        let mut trace = Self::default();
        let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
        for line in text.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let call = call.trim_start();
            if let Some(first) = call.strip_suffix(" <unfinished ...>") {
                // Its number may be another file's before the call is seen to end.
                if let Some(fd) = first.strip_prefix("close(") {
                    trace.open.remove(&fd.trim_end_matches(')').parse().unwrap_or(-1));
                } else {
                    begun.insert(thread, first);
                }
            } else if let Some(rest) = call.strip_prefix("<... ") {
                let (Some(first), Some((_, rest))) = (begun.remove(thread), rest.split_once(" resumed>")) else {
                    continue;
                };
                trace.add(&format!("{first}{rest}"), folder);
            } else {
                trace.add(call, folder);
            }
        }
        trace
    }

    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Returns at which call something was said first.
    pub fn first_said(&self) -> Option<usize> {
        self.calls.iter().position(|it| matches!(it, Call::Said { .. }))
    }

    fn add(&mut self, call: &str, folder: &Path) {
        let Some((name, rest)) = call.split_once('(') else { return };
        let Some((arguments, returned)) = rest.rsplit_once(" = ") else { return };
        let returned: i64 = returned.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(-1);
        if returned < 0 {
            return;
        }
        let arguments: Vec<&str> = arguments.trim_end().trim_end_matches(')').split(", ").collect();
        let fd: i64 = arguments[0].parse().unwrap_or(-1);
        let number = |at: usize| arguments[at].parse::<usize>().unwrap();
        let paths: Vec<PathBuf> = arguments
            .iter()
            .filter(|it| it.starts_with('"'))
            .map(|it| PathBuf::from(String::from_utf8_lossy(&bytes(it)).into_owned()))
            .collect();
        let inside = |it: &PathBuf| it.starts_with(folder);
        match name {
            "openat" if inside(&paths[0]) => self.opened(returned, &paths[0], arguments[2]),
            "openat" => drop(self.open.remove(&returned)),
            "close" => drop(self.open.remove(&fd)),
            "lseek" => {
                if let Some(Open::File { at, .. }) = self.open.get_mut(&fd) {
                    *at = returned as usize;
                }
            }
            "write" if fd == 2 => {
                let line = String::from_utf8_lossy(&bytes(arguments[1])).trim().to_owned();
                if line.starts_with("saved ") || line.starts_with("photo ") {
                    self.calls.push(Call::Said { line });
                }
            }
            "write" => {
                if let Some(Open::File { node, at }) = self.open.get_mut(&fd) {
                    let mut bytes = bytes(arguments[1]);
                    bytes.truncate(returned as usize);
                    self.calls.push(Call::Write { node: *node, at: *at, bytes });
                    *at += returned as usize;
                }
            }
            "pwrite64" => {
                if let Some(Open::File { node, .. }) = self.open.get(&fd) {
                    self.calls.push(Call::Write { node: *node, at: number(3), bytes: bytes(arguments[1]) });
                }
            }
            "ftruncate" => {
                if let Some(Open::File { node, .. }) = self.open.get(&fd) {
                    self.calls.push(Call::Truncate { node: *node, len: number(1) });
                }
            }
            "fsync" | "fdatasync" => match self.open.get(&fd) {
                Some(Open::File { node, .. }) => self.calls.push(Call::Sync { node: *node }),
                Some(Open::Folder(path)) => self.calls.push(Call::SyncFolder { path: path.clone() }),
                None => {}
            },
            "rename" | "renameat" | "renameat2" if inside(&paths[0]) => {
                if let Some(node) = self.names.remove(&paths[0]) {
                    self.names.insert(paths[1].clone(), node);
                }
                self.calls.push(Call::Rename { from: paths[0].clone(), to: paths[1].clone() });
            }
            "unlink" | "unlinkat" if inside(&paths[0]) => {
                self.names.remove(&paths[0]);
                self.calls.push(Call::Unlink { path: paths[0].clone() });
            }
            _ => {}
        }
    }

    fn opened(&mut self, fd: i64, path: &Path, flags: &str) {
        if let Some(&node) = self.names.get(path) {
            if flags.contains("O_TRUNC") {
                self.calls.push(Call::Truncate { node, len: 0 });
            }
            self.open.insert(fd, Open::File { node, at: 0 });
        } else if flags.contains("O_CREAT") {
            let node = self.nodes;
            self.nodes += 1;
            self.names.insert(path.to_owned(), node);
            self.calls.push(Call::Create { path: path.to_owned(), node });
            self.open.insert(fd, Open::File { node, at: 0 });
        } else {
            self.open.insert(fd, Open::Folder(path.to_owned()));
        }
    }
}

/// Reads `"\x2f\x74…"`.
fn bytes(text: &str) -> Vec<u8> {
    text.trim_matches('"').split("\\x").skip(1).map(|it| u8::from_str_radix(it, 16).unwrap()).collect()
}

/// What a file holds for good, and what was written since.
#[derive(Debug, Default)]
struct Node {
    durable: Vec<u8>,
    since: Vec<(usize, Option<Vec<u8>>)>,
}

/// A disk at a moment.
#[derive(Debug, Default)]
pub struct Disk {
    done: usize,
    nodes: BTreeMap<usize, Node>,
    names: BTreeMap<PathBuf, usize>,
    renamed: Vec<Name>,
}

/// What was done to the names of a folder and may be forgotten by it.
#[derive(Clone, Debug)]
enum Name {
    Is(PathBuf, usize),
    Was(PathBuf, PathBuf),
    Gone(PathBuf),
}

impl Name {
    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Is(path, _) | Self::Was(_, path) | Self::Gone(path) => path.parent(),
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Is(path, node) => drop(names.insert(path.clone(), *node)),
            Self::Was(from, to) => {
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
            Self::Gone(path) => drop(names.remove(path)),
        }
    }
}

impl Disk {
    /// Goes on to a moment; returns what was said on the way.
    pub fn go_on(&mut self, trace: &Trace, to: usize) -> Vec<String> {
        let mut said = Vec::new();
        for call in &trace.calls[self.done..to] {
            match call {
                Call::Create { path, node } => {
                    self.nodes.insert(*node, Node::default());
                    self.renamed.push(Name::Is(path.clone(), *node));
                }
                Call::Rename { from, to } => self.renamed.push(Name::Was(from.clone(), to.clone())),
                Call::Unlink { path } => self.renamed.push(Name::Gone(path.clone())),
                Call::Write { node, at, bytes } => self.node(*node).since.push((*at, Some(bytes.clone()))),
                Call::Truncate { node, len } => self.node(*node).since.push((*len, None)),
                Call::Sync { node } => {
                    let node = self.node(*node);
                    for (at, bytes) in std::mem::take(&mut node.since) {
                        apply(&mut node.durable, at, bytes.as_deref());
                    }
                }
                Call::SyncFolder { path } => {
                    let (now, later) = self.renamed.drain(..).partition::<Vec<_>, _>(|it| it.folder() == Some(path));
                    for it in now {
                        it.apply(&mut self.names);
                    }
                    self.renamed = later;
                }
                Call::Said { line } => said.push(line.clone()),
            }
        }
        self.done = to;
        said
    }

    fn node(&mut self, node: usize) -> &mut Node {
        self.nodes.entry(node).or_default()
    }

    /// Writes what is there after a power cut into another folder.
    pub fn cut(&self, from: &Path, into: &Path, dice: &mut Dice) {
        let manner = dice.below(4);
        let mut names = self.names.clone();
        // A folder forgets what came last, if anything.
        let kept = if manner == 0 { 0 } else { dice.below(self.renamed.len() + 1) };
        for it in &self.renamed[..kept] {
            it.apply(&mut names);
        }
        for (path, node) in names {
            let path = into.join(path.strip_prefix(from).unwrap());
            // Shared memory is made anew.
            if path.extension().is_some_and(|it| it == "db-shm") {
                continue;
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, self.nodes[&node].after_cut(manner, dice)).unwrap();
        }
    }
}

impl Node {
    /// Of what was written since the last fsync: nothing, all, the first part, or some sectors.
    fn after_cut(&self, manner: usize, dice: &mut Dice) -> Vec<u8> {
        let mut all = self.durable.clone();
        let first = if manner == 2 { dice.below(self.since.len() + 1) } else { self.since.len() };
        for (at, bytes) in &self.since[..if manner == 0 { 0 } else { first }] {
            match bytes {
                Some(bytes) if manner == 3 => {
                    let mut from = 0;
                    while from < bytes.len() {
                        let to = bytes.len().min(from + 512 - (at + from) % 512);
                        if dice.below(2) == 0 {
                            apply(&mut all, at + from, Some(&bytes[from..to]));
                        }
                        from = to;
                    }
                }
                None if manner == 3 && dice.below(2) == 0 => {}
                bytes => apply(&mut all, *at, bytes.as_deref()),
            }
        }
        all
    }
}

/// Writes bytes, or cuts the file off.
fn apply(all: &mut Vec<u8>, at: usize, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => {
            all.resize(all.len().max(at + bytes.len()), 0);
            all[at..at + bytes.len()].copy_from_slice(bytes);
        }
        None => all.resize(at, 0),
    }
}
