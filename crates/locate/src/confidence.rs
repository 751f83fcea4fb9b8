//! How sure an answer is.

use model::Confidence;

/// Judges a margin: the distance that the place would have to move before somebody else answered.
///
/// At least twice the accuracy is certain, at least once likely (measured on simulated reports, see `examples/precision.rs`).
pub(crate) const fn judge(margin_mm: u32, accuracy_mm: u32) -> Confidence {
    if margin_mm >= accuracy_mm.saturating_mul(2) {
        Confidence::Certain
    } else if margin_mm >= accuracy_mm {
        Confidence::Likely
    } else {
        Confidence::Choose
    }
}
