//! The case flow: every transition, every guard, and random walks.

mod guards;
mod messages;
mod scene;
mod table;
mod walk;
