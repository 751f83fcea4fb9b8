//! Progress of long work: a bar on a terminal, a line per step elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};
use store::Work;

/// One step of long work.
#[derive(Debug)]
pub struct Step {
    bar: ProgressBar,
}

impl Step {
    /// Begins a step.
    pub fn begin(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("{what} …");
        }
        let style = ProgressStyle::with_template("{msg:<40!} {bar:30} {percent:>3}% {elapsed}");
        let bar = ProgressBar::new(1000).with_message(what.to_owned());
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// Tells the share done, 0 to 1.
    pub fn share(&self, share: f32) {
        self.bar.set_position((share.clamp(0.0, 1.0) * 1000.0) as u64);
    }

    /// Tells how much is done of how much.
    pub fn of(&self, done: u64, total: u64) {
        if total > 0 {
            self.share(done as f32 / total as f32);
        }
    }
}

/// Bars for work that says by itself what it is at: one after the other.
#[derive(Debug, Default)]
pub struct Steps {
    now: Option<(Work, Step)>,
}

impl Steps {
    /// Tells how much is done of how much; other work than before begins a bar.
    pub fn of(&mut self, work: Work, done: u64, total: u64) {
        if self.now.as_ref().is_none_or(|it| it.0 != work) {
            // The bar before goes first.
            self.now = None;
            self.now = Some((work, Step::begin(work.says())));
        }
        if let Some((_, step)) = &self.now {
            step.of(done, total);
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
