//! The lists that names are put together from (`data/*.csv`).

/// Lines `kind,text,weight` of one file.
pub(crate) struct Parts(&'static str);

pub(crate) const ALLEYS: Parts = Parts(include_str!("../../../data/alley-names.csv"));
pub(crate) const PLACES: Parts = Parts(include_str!("../../../data/names-places.csv"));
pub(crate) const PERSONS: Parts = Parts(include_str!("../../../data/names.csv"));
pub(crate) const NOTES: Parts = Parts(include_str!("../../../data/incident-notes.csv"));

impl Parts {
    /// The texts of one kind with their weights; a line without a weight weighs 1.
    pub(crate) fn weighted(&self, kind: &str) -> Vec<(&'static str, f64)> {
        let lines = self.0.lines().filter(|it| !it.starts_with('#'));
        lines
            .filter_map(|line| {
                let mut fields = line.split(',');
                let (found, text) = (fields.next()?, fields.next()?);
                let weight = fields.next().and_then(|it| it.parse().ok()).unwrap_or(1.0);
                (found == kind).then_some((text, weight))
            })
            .collect()
    }

    /// The texts of one kind.
    pub(crate) fn texts(&self, kind: &str) -> Vec<&'static str> {
        self.weighted(kind).into_iter().map(|it| it.0).collect()
    }
}
