//! How the service is reached: HTTP routes, wire shapes, OpenAPI, the live feed and the embedded page.

mod asset;
mod body;
mod caller;
mod conditional;
mod gate;
mod problem;
mod rejection;
mod routes;
mod serve;
mod wire;

pub use problem::Problem;
pub use routes::{openapi, router};
pub use serve::{Bound, ServeError, bind};
