//! Photos as evidence: bytes in, bytes out. What is no photo is refused by what it is; from what is one, position and time
//! are read, then everything but the picture is taken out, without touching a pixel.

mod error;
mod exif;
mod jpeg;
mod limits;
mod picture;
mod png;
mod read;
mod sniff;
mod webp;

pub use error::EvidenceError;
pub use limits::Limits;
pub use read::{Sound, read};
