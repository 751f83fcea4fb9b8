//! From boundaries and roads to unit cells and a coded road register. No IO.
