//! The ground of earlier versions, made when asked for.

use std::sync::{Arc, Mutex, PoisonError};

use partition::TableError;

use crate::Ground;

/// How many earlier versions of the ground are kept.
const KEPT: usize = 4;

/// Grounds of earlier versions that were asked for, the last one first.
#[derive(Debug, Default)]
pub struct Past(Mutex<Vec<Arc<Ground>>>);

impl Past {
    /// Returns the ground as it was at a moment (milliseconds since 1970), `None` before the first version. `now` is the
    /// present ground. Earlier versions are made when asked for and a few are kept.
    ///
    /// # Errors
    /// Where the edges of then do not close. No stored table that does this is known.
    pub fn at(&self, now: &Arc<Ground>, at_ms: i64) -> Result<Option<Arc<Ground>>, TableError> {
        let Some(version) = now.district.version_at(at_ms) else { return Ok(None) };
        if version == now.version() {
            return Ok(Some(Arc::clone(now)));
        }
        let mut past = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Leaves and rulings put on record since then do not change what was true then, so an old ground stays right.
        // Categories put on record since then change names and rules for all moments for which there was no other version.
        past.retain(|it| Arc::ptr_eq(&it.categories, &now.categories));
        let found = past.iter().position(|it| it.version() == version).map(|at| past.remove(at));
        let ground = found.map_or_else(|| now.back(version).map(Arc::new), Ok)?;
        past.insert(0, Arc::clone(&ground));
        past.truncate(KEPT);
        Ok(Some(ground))
    }
}
