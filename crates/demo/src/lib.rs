//! A fictional town, its people and its incidents.
