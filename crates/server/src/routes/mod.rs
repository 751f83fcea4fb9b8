//! The routes, one file per operation.

mod accounts;
mod audit;
mod calendar;
mod categories;
mod demo;
mod district;
mod duties;
mod duty_coverage;
mod duty_grids;
mod exports;
mod feed;
mod frontages;
mod health;
mod inbox;
mod incidents;
mod layers;
mod leaves;
mod locate;
mod me;
mod notices;
mod outbox;
mod partitions;
mod person_duties;
mod persons;
mod photos;
mod recurrences;
mod roads;
mod robots;
mod rulings;
mod session;
mod staff;
mod then;
mod tiles;
mod tokens;
mod views;
mod work;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRef},
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use service::Service;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};
use utoipa::OpenApi;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

pub use self::demo::PERSONA_PREFIX;
use crate::{Access, Problem, asset, body, conditional::conditional, describe, gate, pace, permits, rejection};

/// How large a request's body may be, in bytes (FACTS.md, Limits).
const BODY_LIMIT: usize = 256 * 1024;
/// How long a request may take; the feed goes on for as long as both sides like.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The page runs no script and fetches nothing that is not its own.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
    form-action 'self'";

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) service: Service,
    pub(crate) access: Arc<Access>,
    started: Instant,
    stop: CancellationToken,
    /// Places for followers of the feed, who stay for hours and so do not go through the gate.
    followers: Arc<Semaphore>,
}

impl FromRef<App> for Service {
    fn from_ref(app: &App) -> Self {
        app.service.clone()
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "网格 Wangge",
        description = "网格化管理服务 / Grid management of districts: who answers for a spot, reports, map layers and tiles. \
                       Places are longitude, latitude in degrees (CGCS2000, equal to WGS 84 here). Errors are RFC 9457 problems."
    ),
    components(schemas(Problem))
)]
struct Api;

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(district::district))
        .routes(routes!(locate::one::locate))
        .routes(routes!(locate::many::locate_many).layer(DefaultBodyLimit::max(locate::BODY_LIMIT)))
        .routes(routes!(incidents::list::list, incidents::report::report))
        .routes(routes!(incidents::list::search))
        .routes(routes!(incidents::bulk::bulk))
        .routes(routes!(incidents::likely::likely))
        .routes(routes!(incidents::one::one))
        .routes(routes!(notices::issue))
        .routes(routes!(incidents::act::act))
        .routes(routes!(notices::list))
        .routes(routes!(notices::receive))
        .routes(routes!(notices::answer))
        .routes(routes!(work::work))
        .routes(routes!(work::search))
        .routes(routes!(views::list::list, views::make::make))
        .routes(routes!(views::change::change, views::drop::drop))
        .routes(routes!(recurrences::recurrences))
        .routes(routes!(inbox::list::list))
        .routes(routes!(inbox::read::read))
        .routes(routes!(audit::list::list))
        .routes(routes!(audit::forget::forget))
        .routes(routes!(photos::add::add).layer(DefaultBodyLimit::max(photos::BODY_LIMIT)))
        .routes(routes!(photos::one::photo))
        .routes(routes!(photos::one::thumbnail))
        .routes(routes!(roads::roads))
        .routes(routes!(roads::road))
        .routes(routes!(layers::layer))
        .routes(routes!(tiles::tile))
        .routes(routes!(tiles::tilejson))
        .routes(routes!(partitions::versions::versions, partitions::accept::accept))
        .routes(routes!(partitions::versions::version))
        .routes(routes!(partitions::shapes::cells))
        .routes(routes!(partitions::shapes::edges))
        .routes(routes!(partitions::preview::preview))
        .routes(routes!(partitions::undo::undo))
        .routes(routes!(partitions::undo::preview))
        .routes(routes!(duty_coverage::summary::summary))
        .routes(routes!(duty_coverage::shapes::shapes))
        .routes(routes!(duty_coverage::opens::opens))
        .routes(routes!(duty_grids::list::list))
        .routes(routes!(frontages::frontages))
        .routes(routes!(frontages::shapes))
        .routes(routes!(duty_grids::plan::plan))
        .routes(routes!(persons::persons))
        .routes(routes!(duties::duties))
        .routes(routes!(leaves::list, leaves::add))
        .routes(routes!(leaves::end))
        .routes(routes!(rulings::list, rulings::add))
        .routes(routes!(rulings::end))
        .routes(routes!(person_duties::person_duties))
        .routes(routes!(health::health))
        .merge(account_routes())
        .merge(robot_routes())
        .merge(table_routes())
}

fn robot_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(robots::list::list, robots::create::create))
        .routes(routes!(robots::hosts::hosts, robots::hosts::put))
        .routes(routes!(robots::list::one, robots::remove::remove))
        .routes(routes!(robots::revise::revise))
        .routes(routes!(robots::test::test))
        .routes(routes!(robots::retry::retry))
        .routes(routes!(outbox::list::list))
        .routes(routes!(outbox::retry::retry))
        .routes(routes!(outbox::give_up::give_up))
}

fn account_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in::sign_in, session::sign_out::sign_out))
        .routes(routes!(session::first::first))
        .routes(routes!(session::list::list))
        .routes(routes!(session::list::end))
        .routes(routes!(me::who::who))
        .routes(routes!(me::password::change))
        .routes(routes!(me::totp::begin))
        .routes(routes!(me::totp::confirm))
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::end))
        .routes(routes!(accounts::list::list, accounts::create::create))
        .routes(routes!(accounts::list::one))
        .routes(routes!(accounts::revise::revise))
        .routes(routes!(accounts::reset::password))
        .routes(routes!(accounts::reset::totp))
        .routes(routes!(accounts::sessions::list))
        .routes(routes!(accounts::sessions::end))
        .routes(routes!(demo::personas))
        .routes(routes!(demo::sign_in))
}

fn table_routes() -> OpenApiRouter<App> {
    let large = || DefaultBodyLimit::max(body::TABLE_LIMIT);
    OpenApiRouter::new()
        .routes(routes!(categories::list::categories))
        .routes(routes!(categories::one::category, categories::revise::revise))
        .routes(routes!(categories::import::import).layer(large()))
        .routes(routes!(calendar::year::of_year, calendar::revise::revise))
        .routes(routes!(calendar::import::import).layer(large()))
        .routes(routes!(staff::import::import).layer(large()))
        .routes(routes!(exports::categories_csv))
        .routes(routes!(exports::categories_xlsx))
        .routes(routes!(exports::calendar_csv))
        .routes(routes!(exports::calendar_xlsx))
        .routes(routes!(exports::persons_csv))
        .routes(routes!(exports::persons_xlsx))
        .routes(routes!(exports::duties_csv))
        .routes(routes!(exports::duties_xlsx))
        .routes(routes!(exports::pledges_csv))
        .routes(routes!(exports::pledges_xlsx))
}

fn feed_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(feed::feed))
}

/// Returns the description of all operations.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = routes().into_openapi();
    api.merge(feed_routes().into_openapi());
    incidents::act::describe(&mut api);
    describe::finish(&mut api);
    api
}

/// Returns the whole application; the live feed ends when `stop` is cancelled.
pub fn router(service: Service, access: Access, stop: CancellationToken) -> Router {
    let followers = Arc::new(Semaphore::new(gate::FOLLOWERS));
    let app = App { service, access: Arc::new(access), started: Instant::now(), stop, followers };
    // Written once: it is large, and the same for everybody.
    let document = Bytes::from(serde_json::to_vec(&openapi()).unwrap_or_default());
    let document = ([(header::CONTENT_TYPE, "application/json")], document);
    let quick = Router::from(routes().with_state(app.clone()))
        .route("/api/openapi.json", get(async move || document))
        .route_layer(middleware::from_fn_with_state(app.clone(), permits::admit))
        .fallback(asset::page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(middleware::map_response(rejection::as_problem))
        .layer(middleware::from_fn(conditional))
        .layer(middleware::from_fn_with_state(gate::Places::new(), gate::gate))
        .layer(middleware::from_fn(pace::await_body))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let fixed = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let admit = middleware::from_fn_with_state(app.clone(), permits::admit);
    quick.merge(Router::from(feed_routes().with_state(app)).route_layer(admit)).layer(
        ServiceBuilder::new()
            .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY))
            .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
            .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
            .layer(CatchPanicLayer::custom(|_| panicked())),
    )
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        axum::http::StatusCode::METHOD_NOT_ALLOWED,
        "/problems/method-not-allowed",
        "方法不允许 / Method not allowed",
        "此地址不接受该方法",
        "this address does not take that method",
    )
}

fn panicked() -> Response {
    Problem::internal(&std::io::Error::other("a handler panicked")).into_response()
}
