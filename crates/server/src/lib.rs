//! How the service is reached: HTTP routes, wire shapes, OpenAPI, the live feed and the embedded page.

mod access;
mod asset;
mod body;
mod caller;
mod conditional;
mod cookie;
mod csrf;
mod describe;
mod gate;
mod pace;
mod permits;
mod problem;
mod rejection;
mod routes;
mod serve;
mod wire;

pub use access::Access;
pub use problem::Problem;
pub use routes::{PERSONA_PREFIX, openapi, router};
pub use serve::{Bound, ServeError, bind};
