//! What is drawn. No IO.
