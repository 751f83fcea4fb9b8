//! Where things are: the local metric frame and, on its lattice, the index that finds cells and road segments. No IO.

mod frame;

pub use frame::{Frame, FrameError};
