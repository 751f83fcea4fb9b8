//! The hosts that messages may go to.

use axum::{Json, body::Bytes, extract::rejection::BytesRejection, http::HeaderMap};
use notify::USUAL_HOSTS;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, HostsBody, refused_robot},
};

/// The hosts that messages may go to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hosts {
    /// By name.
    hosts: Vec<String>,
    /// Those of the vendors' robots: the list as it is at first.
    usual: [&'static str; 3],
}

/// 允许的主机 / Lists the hosts that messages may go to.
#[utoipa::path(get, path = "/api/v1/robots/hosts", tag = "robots", responses((status = 200, body = Hosts)))]
pub(crate) async fn hosts(Caller { service, .. }: Caller) -> Json<Hosts> {
    Json(Hosts { hosts: service.robots().hosts.clone(), usual: USUAL_HOSTS })
}

/// 修改允许的主机 / Replaces the list of hosts that messages may go to. An address of the own network, and what leads there, is reached
/// only where the list names the IP address itself; plain http goes to such addresses only.
#[utoipa::path(put, path = "/api/v1/robots/hosts", tag = "robots", request_body = HostsBody,
    responses((status = 200, body = Hosts)))]
pub(crate) async fn put(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<Hosts>, Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    if fields.value("hosts").is_none() {
        return Err(Problem::invalid("hosts", Value::Null, "必填", "required"));
    }
    let hosts: Vec<_> = fields.texts("hosts")?.into_iter().map(str::to_owned).collect();
    let hosts = service.allow_hosts(&hosts).await.map_err(refused_robot)?;
    Ok(Json(Hosts { hosts, usual: USUAL_HOSTS }))
}
