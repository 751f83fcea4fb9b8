//! Lists of incidents: one filter for all of them, an order, and pages that go on after a key.
//!
//! A page goes on after the key of the last item of the page before, so what is reported meanwhile doubles and skips nothing.

mod filter;
mod first;
mod page;
mod sort;
#[cfg(test)]
mod tests;
mod work;

pub use filter::ListFilter;
pub use page::Page;
pub use sort::{Cursor, CursorError, Sort, SortBy};
pub use work::{Task, TaskPage};
