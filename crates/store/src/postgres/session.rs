//! One connection to a server, driven by the thread that uses it.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    fmt::{self, Write},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use futures_util::StreamExt;
use tokio::runtime::Runtime;
use tokio_postgres::{
    Client, Error, Row, RowStream, Statement,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use super::{many, value::Param};
use crate::sql::{Result, SqlError};

/// How many statements may be on their way before their answers are waited for.
const AHEAD: usize = 512;

/// The answer to a statement that was sent.
type Answer = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// One connection. It is read and written only while somebody waits for an answer.
pub(crate) struct Session {
    client: Arc<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    /// Those of them that are about many rows, by what they are for one.
    many: RefCell<HashMap<&'static str, Statement>>,
    awaited: RefCell<VecDeque<Answer>>,
    /// Taken out when the session ends.
    runtime: Option<Runtime>,
}

impl Session {
    /// Takes over a connection whose other half runs on the runtime.
    pub(super) fn new(client: Client, runtime: Runtime) -> Self {
        Self {
            client: Arc::new(client),
            statements: RefCell::default(),
            many: RefCell::default(),
            awaited: RefCell::default(),
            runtime: Some(runtime),
        }
    }

    /// Tells whether the connection is lost.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// Prepares a statement, or takes one that was prepared before.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement> {
        if let Some(it) = self.statements.borrow().get(sql) {
            return Ok(it.clone());
        }
        let statement = self.ask(self.client.prepare(&numbered(sql)))?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Executes a statement, and returns how many rows it changed.
    pub(crate) fn execute(&self, statement: &Statement, params: &[Param]) -> Result<usize> {
        self.ask(self.client.execute(statement, &borrowed(params))).map(|it| it as usize)
    }

    /// Returns the rows that a statement gives.
    pub(crate) fn query(&self, statement: &Statement, params: &[Param]) -> Result<Vec<Row>> {
        self.ask(self.client.query(statement, &borrowed(params)))
    }

    /// Returns the rows that a statement gives as they come.
    pub(crate) fn stream(&self, statement: &Statement, params: &[Param]) -> Result<Pin<Box<RowStream>>> {
        self.ask(self.client.query_raw(statement, params)).map(Box::pin)
    }

    /// Waits for the next row of a stream.
    pub(crate) fn next(&self, rows: &mut Pin<Box<RowStream>>) -> Result<Option<Row>> {
        self.wait(async { Ok(rows.as_mut().next().await.transpose()?) })
    }

    /// Begins to write rows into a table; `columns` are quoted, with commas between.
    pub(crate) fn copy_in(&self, table: &str, columns: &str) -> Result<CopyIn<'_>> {
        let types = self.ask(self.client.prepare(&format!("SELECT {columns} FROM {table} LIMIT 0")))?;
        let types: Vec<_> = types.columns().iter().map(|it| it.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let sink = self.ask(self.client.copy_in(&copy))?;
        let writer = Box::pin(BinaryCopyInWriter::new(sink, &types));
        Ok(CopyIn { session: self, writer })
    }

    /// Sends a statement; what it comes to is told by the next that waits for an answer.
    pub(crate) fn send(&self, statement: Statement, params: Vec<Param>) -> Result<()> {
        let client = self.client.clone();
        self.later(async move { Ok(client.execute(&statement, &borrowed(&params)).await.map(drop)?) })
    }

    /// Sends a statement for rows, as [`Self::send`]; where `all` have to be written, one that is not is [`SqlError::NoRow`].
    pub(crate) fn send_rows(&self, sql: &'static str, mut rows: Vec<Vec<Param>>, all: bool) -> Result<()> {
        let count = rows.len() as u64;
        let client = self.client.clone();
        let written = move |it: u64| if all && it != count { Err(SqlError::NoRow) } else { Ok(()) };
        if count == 1 {
            let (statement, row) = (self.prepare(sql)?, rows.pop().unwrap_or_default());
            return self.later(async move { written(client.execute(&statement, &borrowed(&row)).await?) });
        }
        let statement = self.prepare_many(sql, many::written)?;
        let lists = lists(rows, statement.params().len());
        self.later(async move { written(client.execute(&statement, &borrowed(&lists)).await?) })
    }

    /// Returns the rows that a query with one parameter gives for many; the last column is for which place among them, from 1.
    pub(crate) fn query_rows(&self, sql: &'static str, keys: &[Param]) -> Result<Vec<Row>> {
        let statement = self.prepare_many(sql, many::asked)?;
        self.ask(self.client.query(&statement, &[&keys]))
    }

    /// Prepares a statement so that its parameters are lists, or takes one that was prepared before.
    fn prepare_many(&self, sql: &'static str, many: impl Fn(&str, &[Type]) -> String) -> Result<Statement> {
        if let Some(it) = self.many.borrow().get(sql) {
            return Ok(it.clone());
        }
        let one = self.prepare(sql)?;
        let statement = self.ask(self.client.prepare(&many(sql, one.params())))?;
        self.many.borrow_mut().insert(sql, statement.clone());
        Ok(statement)
    }

    /// Executes statements without parameters.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.ask(self.client.batch_execute(sql))
    }

    /// Sends statements without parameters, as [`Self::send`].
    pub(super) fn send_batch(&self, sql: &'static str) -> Result<()> {
        let client = self.client.clone();
        self.later(async move { Ok(client.batch_execute(sql).await?) })
    }

    /// Waits for the answers to all that was sent; the first refusal counts.
    pub(crate) fn settle(&self) -> Result<()> {
        let awaited = std::mem::take(&mut *self.awaited.borrow_mut());
        if awaited.is_empty() {
            return Ok(());
        }
        self.wait(async {
            let mut first = Ok(());
            for answer in awaited {
                first = first.and(answer.await);
            }
            first
        })
    }

    /// Lets the answers to all that was sent come, whatever they are.
    pub(super) fn forget(&self) {
        // Where the connection is lost, what is asked next tells.
        let _ = self.settle();
    }

    fn later(&self, statement: impl Future<Output = Result<()>> + Send + 'static) -> Result<()> {
        let mut answer: Answer = Box::pin(statement);
        // The first look sends it.
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done?,
            Poll::Pending => self.awaited.borrow_mut().push_back(answer),
        }
        if self.awaited.borrow().len() >= AHEAD { self.settle() } else { Ok(()) }
    }

    /// Sends a statement, waits for all that was sent before, then for its answer.
    fn ask<T>(&self, statement: impl Future<Output = Result<T, Error>>) -> Result<T> {
        let mut answer = pin!(statement);
        let sent = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.settle()?;
        match sent {
            Poll::Ready(done) => Ok(done?),
            Poll::Pending => self.wait(async { Ok(answer.await?) }),
        }
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T>>) -> Result<T> {
        // It is there until the session ends.
        self.runtime.as_ref().map_or(Err(crate::sql::SqlError::NoRow), |it| it.block_on(answer))
    }
}

/// Rows on their way into a table. Unless it is finished, none of them is kept.
pub(crate) struct CopyIn<'a> {
    session: &'a Session,
    writer: Pin<Box<BinaryCopyInWriter>>,
}

impl CopyIn<'_> {
    /// Writes a row.
    pub(crate) fn write(&mut self, row: &[Param]) -> Result<()> {
        self.session.wait(async { Ok(self.writer.as_mut().write(&borrowed(row)).await?) })
    }

    /// Waits until the table has all rows, and returns how many.
    pub(crate) fn finish(mut self) -> Result<u64> {
        self.session.wait(async { Ok(self.writer.as_mut().finish().await?) })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting is not allowed where the thread runs other tasks too.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

fn borrowed<T: ToSql + Sync>(params: &[T]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|it| it as &(dyn ToSql + Sync)).collect()
}

/// Makes a list of each column of rows.
fn lists(rows: Vec<Vec<Param>>, columns: usize) -> Vec<Vec<Param>> {
    let mut lists: Vec<_> = (0..columns).map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (list, it) in lists.iter_mut().zip(row) {
            list.push(it);
        }
    }
    lists
}

/// Writes `$1` for `?1`; no statement of ours has a question mark elsewhere.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let _ = write!(text, "${part}");
    }
    text
}
