//! The case flow: every transition, every guard, and random walks.

mod guards;
mod scene;
mod table;
mod walk;
