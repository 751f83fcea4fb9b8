//! Who calls: the service as it acts for whoever sent a request.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use model::Author;
use service::Service;

use crate::routes::App;

/// The service, acting for whoever sent the request. What writes takes this instead of the plain service.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The service that acts for the caller.
    pub(crate) service: Service,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
        Ok(Self { service: app.service.by(Author { from, ..Author::ANONYMOUS }) })
    }
}
