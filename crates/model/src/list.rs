//! Lists that share their items until one of them is changed.

use std::{
    ops::{Deref, DerefMut},
    slice,
    sync::Arc,
};

/// A list whose copies share their items: a copy costs nothing, and the first change to one copies its items.
///
/// So the next state of a district costs only the lists that change.
///
/// ```
/// let before = model::List::from(vec![1, 2]);
/// let mut after = before.clone();
/// assert!(after.is_shared_with(&before));
/// after.push(3);
/// assert_eq!((before.len(), after.len()), (2, 3));
/// ```
#[derive(Debug, Eq)]
pub struct List<T>(Arc<Vec<T>>);

impl<T> List<T> {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells whether both are copies of one list, neither changed since.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || self.0 == other.0
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Arc::new(items))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<T> Deref for List<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Clone> DerefMut for List<T> {
    /// Copies the items where others share them.
    fn deref_mut(&mut self) -> &mut Vec<T> {
        Arc::make_mut(&mut self.0)
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
