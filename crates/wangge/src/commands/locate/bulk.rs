//! Many points at once: batch after batch on all cores, in the order of the input.

use std::{fmt, io::Write, thread};

use anyhow::{Context, Result};
use locate::Question;
use model::{Confidence, LonLat};
use service::{Clock, Refused, SystemClock, bulk_order};
use spatial::Datum;

use super::{
    Columns, Format, Source,
    own::Record,
    write::{self, Values},
};

/// So many points are answered together: enough for neighbours to meet, and some tens of megabytes.
const BATCH: usize = 1 << 16;
/// So many refused points are told on standard error; all are told in the output.
const TOLD: u64 = 100;

/// How many answers of each kind there were.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    certain: u64,
    likely: u64,
    choose: u64,
    nobody: u64,
    refused: u64,
}

impl Tally {
    fn count(&mut self, confidence: Option<Confidence>) {
        *match confidence {
            Some(Confidence::Certain) => &mut self.certain,
            Some(Confidence::Likely) => &mut self.likely,
            Some(Confidence::Choose) => &mut self.choose,
            None => &mut self.nobody,
        } += 1;
    }

    fn add(&mut self, other: Self) {
        self.certain += other.certain;
        self.likely += other.likely;
        self.choose += other.choose;
        self.nobody += other.nobody;
        self.refused += other.refused;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { certain, likely, choose, nobody, refused } = self;
        let all = certain + likely + choose + nobody + refused;
        write!(
            out,
            "{all} 个点：确定 {certain}，很可能 {likely}，待选 {choose}，无人负责 {nobody}，错误 {refused}\n\
             {all} points: certain {certain}, likely {likely}, to choose {choose}, nobody {nobody}, errors {refused}"
        )
    }
}

/// Takes points and writes answers.
pub struct Bulk<'a, W: Write> {
    source: &'a Source,
    format: Format,
    datum: Datum,
    /// Points that tell no moment ask about the one at which the run began.
    now_ms: i64,
    out: W,
    columns: Option<Columns>,
    batch: Vec<Record>,
    written: u64,
    tally: Tally,
}

/// What came of a part of a batch.
#[derive(Default)]
struct Part {
    text: Vec<u8>,
    tally: Tally,
    complaints: Vec<String>,
}

impl<'a, W: Write> Bulk<'a, W> {
    pub fn new(source: &'a Source, format: Format, datum: Datum, out: W) -> Self {
        let now_ms = SystemClock.now_ms();
        let (batch, tally) = (Vec::new(), Tally::default());
        Self { source, format, datum, now_ms, out, columns: None, batch, written: 0, tally }
    }

    /// Takes the columns; the first call counts.
    pub fn begin(&mut self, columns: &Columns) -> Result<()> {
        if self.columns.is_none() {
            write::begin(&mut self.out, self.format, columns)?;
            self.columns = Some(columns.clone());
        }
        Ok(())
    }

    /// Takes a point; `tell` is called after each batch.
    pub fn take(&mut self, record: Record, tell: &mut dyn FnMut()) -> Result<()> {
        self.batch.push(record);
        if self.batch.len() == BATCH {
            self.flush()?;
            tell();
        }
        Ok(())
    }

    /// Answers what is left.
    pub fn finish(mut self) -> Result<Tally> {
        self.flush()?;
        // A collection without features has no columns.
        self.begin(&Columns::default())?;
        write::end(&mut self.out, self.format)?;
        self.out.flush()?;
        if self.tally.refused > TOLD {
            let more = self.tally.refused - TOLD;
            eprintln!("……另有 {more} 个点有误 / … and {more} more points with errors");
        }
        Ok(self.tally)
    }

    fn flush(&mut self) -> Result<()> {
        let Some(columns) = self.columns.as_ref().filter(|_| !self.batch.is_empty()) else { return Ok(()) };
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let share = self.batch.len().div_ceil(workers).max(1);
        let mut rest = std::mem::take(&mut self.batch);
        let mut shares = vec![];
        while !rest.is_empty() {
            let tail = rest.split_off(share.min(rest.len()));
            shares.push(std::mem::replace(&mut rest, tail));
        }
        let (source, format, datum, now_ms) = (self.source, self.format, self.datum, self.now_ms);
        let (mut first, mut parts) = (self.written == 0, vec![]);
        self.written += shares.iter().map(|it| it.len() as u64).sum::<u64>();
        thread::scope(|scope| {
            let spawn = |records| {
                let first = std::mem::take(&mut first);
                scope.spawn(move || answered(records, columns, source, format, datum, now_ms, first))
            };
            let running: Vec<_> = shares.into_iter().map(spawn).collect();
            parts.extend(running.into_iter().map(thread::ScopedJoinHandle::join));
        });
        for part in parts {
            let part = part.map_err(|_| anyhow::anyhow!("一个线程中断了 / a thread ended early"))??;
            for (at, complaint) in (self.tally.refused..).zip(&part.complaints) {
                if at < TOLD {
                    eprintln!("{complaint}");
                }
            }
            self.tally.add(part.tally);
            self.out.write_all(&part.text).context("写不了标准输出 / cannot write standard output")?;
        }
        Ok(())
    }
}

/// Answers a share of a batch.
fn answered(
    records: Vec<Record>,
    columns: &Columns,
    source: &Source,
    format: Format,
    datum: Datum,
    now_ms: i64,
    mut first: bool,
) -> Result<Part> {
    let (mut questions, mut asked): (Vec<Question>, Vec<Result<LonLat, Refused>>) = (vec![], vec![]);
    for it in &records {
        asked.push(it.own.question(columns, source, datum, now_ms).map(|(question, place)| {
            questions.push(question);
            place
        }));
    }
    let mut answers = answers(&questions, source)?.into_iter();
    let mut part = Part::default();
    for (record, asked) in records.into_iter().zip(asked) {
        let (place, values) = match asked {
            Ok(place) => {
                let (confidence, values) = answers.next().context("一问一答 / one answer for each question")?;
                part.tally.count(confidence);
                (Some(place), values)
            }
            Err(why) => {
                let values = write::refused(record.at, &record.own, &why);
                part.tally.refused += 1;
                part.complaints.push(values[9].as_str().unwrap_or_default().to_owned());
                (None, values)
            }
        };
        write::point(&mut part.text, format, columns, record, place, values, std::mem::take(&mut first))?;
    }
    Ok(part)
}

/// Answers questions in the order that is quickest.
fn answers(questions: &[Question], source: &Source) -> Result<Vec<(Option<Confidence>, Values)>> {
    let mut answers = vec![(None, Values::default()); questions.len()];
    let (at_ms, order) = (|it: u32| questions[it as usize].at_ms, bulk_order(questions));
    for order in order.chunk_by(|a, b| at_ms(*a) == at_ms(*b)) {
        let ground = source.ground_at(at_ms(order[0]))?;
        ground.answer_many(questions, order, |at, answer| {
            answers[at as usize] = (answer.found.confidence, write::values(&ground.owners(answer)));
        });
    }
    Ok(answers)
}
