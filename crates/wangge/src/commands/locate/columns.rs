//! The columns in and out.

use anyhow::Result;

/// What of a point is read, by position: see [`Columns::at`].
pub const INPUTS: [&str; 6] = ["lon", "lat", "accuracy_m", "category", "datum", "at"];

/// What is written of an answer.
pub const OUTPUTS: [&str; 10] =
    ["cell", "member", "road", "leader", "distance_m", "side", "chainage_m", "confidence", "status", "reasons"];

/// The columns of the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// All names.
    pub names: Vec<String>,
    /// Where each of [`INPUTS`] stands.
    pub at: [Option<usize>; INPUTS.len()],
    /// The positions of those that are written again: all but those named like an output.
    pub kept: Vec<usize>,
}

impl Columns {
    /// Reads a header.
    ///
    /// # Errors
    /// A missing `lon` or `lat`, and a column of the input that stands twice.
    pub fn of(names: Vec<String>) -> Result<Self> {
        let mut at = [None; INPUTS.len()];
        for (found, name) in at.iter_mut().zip(INPUTS) {
            let mut places = names.iter().enumerate().filter(|it| it.1.trim().eq_ignore_ascii_case(name));
            *found = places.next().map(|it| it.0);
            if places.next().is_some() {
                anyhow::bail!("表头里有两个 {name} 列 / the header has the column {name} twice");
            }
        }
        for (place, name) in at.iter().zip(INPUTS).take(2) {
            if place.is_none() {
                let names: String = names.join(",").chars().take(200).collect();
                anyhow::bail!("表头没有 {name} 列：“{names}” / the header has no column {name}: `{names}`");
            }
        }
        let kept = (0..names.len()).filter(|it| !OUTPUTS.contains(&names[*it].trim())).collect();
        Ok(Self { names, at, kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> Result<Columns> {
        Columns::of(text.split(',').map(str::to_owned).collect())
    }

    #[test]
    fn columns_are_found_in_any_order_and_outputs_of_an_earlier_run_are_replaced() {
        let it = columns("id,LAT, lon ,cell,note,at").unwrap();
        assert_eq!(it.at, [Some(2), Some(1), None, None, None, Some(5)]);
        assert_eq!(it.kept, [0, 1, 2, 4, 5]);
    }

    #[test]
    fn a_header_without_a_place_or_with_two_is_refused() {
        assert!(columns("lon,name").unwrap_err().to_string().contains("lat"));
        assert!(columns("113.9,22.5").unwrap_err().to_string().contains("113.9,22.5"));
        assert!(columns("lon,lat,lon").unwrap_err().to_string().contains("twice"));
    }
}
