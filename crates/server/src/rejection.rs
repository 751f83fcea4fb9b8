//! Turns answers that a library gave in plain text (a path that is no UTF-8, a timeout) into problems.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::Problem;

pub(crate) async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map(|it| it.as_bytes().to_owned());
    let ours = kind.is_some_and(|it| !it.starts_with(b"text/plain"));
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (slug, title, zh, en) = match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => {
            ("/problems/busy", "系统繁忙 / Busy", "没有及时处理完，请稍后再试", "it took too long, try again soon")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("/problems/too-large", "内容过大 / Too large", "内容过大", "the body is too large")
        }
        _ => ("/problems/bad-request", "请求无效 / Bad request", "请求无效", "the request is not understood"),
    };
    Problem::new(status, slug, title, zh, en).into_response()
}
