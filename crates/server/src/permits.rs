//! The door: one table says what each operation needs, and one function lets requests through or refuses them.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::{Permission, TokenScope};

use crate::{Problem, caller::Caller, cookie, csrf, routes::App};

/// What an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// To sign in with: nothing, but never from another site.
    SignIn,
    /// A session, also of somebody who has to enrol a second factor first.
    Session,
    /// A permission.
    May(Permission),
    /// What the layer in the path needs: incidents and heat are incidents, the others are the map.
    Layer,
    /// A demonstration on this machine; elsewhere the operation is not there.
    Personas,
}

use Need::{Layer, May, Nothing, Personas, SignIn};
use Permission::{
    Configure, EditPartition, Import, ManageAccounts, ManagePeople, ManageRobots, Report, Rule, SeeAudit, SeeIncidents,
    SeeMap, SeePeople, Work,
};

/// What each operation needs. `tests` below hold it against the OpenAPI document: nothing is missing, nothing is left over.
const TABLE: &[(Method, &str, Need)] = &[
    (Method::GET, "/health", Nothing),
    (Method::GET, "/api/openapi.json", Nothing),
    // The map and who answers.
    (Method::GET, "/api/v1/district", May(SeeMap)),
    (Method::GET, "/api/v1/categories", May(SeeMap)),
    (Method::GET, "/api/v1/categories/{code}", May(SeeMap)),
    (Method::GET, "/api/v1/categories.csv", May(SeeMap)),
    (Method::GET, "/api/v1/categories.xlsx", May(SeeMap)),
    (Method::GET, "/api/v1/calendar/{year}", May(SeeMap)),
    (Method::GET, "/api/v1/calendar.csv", May(SeeMap)),
    (Method::GET, "/api/v1/calendar.xlsx", May(SeeMap)),
    (Method::GET, "/api/v1/locate", May(SeeMap)),
    (Method::POST, "/api/v1/locate", May(SeeMap)),
    (Method::GET, "/api/v1/roads", May(SeeMap)),
    (Method::GET, "/api/v1/roads/{code}", May(SeeMap)),
    (Method::GET, "/api/v1/layers/{layer}", Layer),
    (Method::GET, "/tiles/{layer}/{z}/{x}/{y}", Layer),
    (Method::GET, "/tiles/{layer}", May(SeeMap)),
    (Method::GET, "/api/v1/feed", May(SeeMap)),
    // Incidents.
    (Method::GET, "/api/v1/incidents", May(SeeIncidents)),
    (Method::POST, "/api/v1/incidents", May(Report)),
    (Method::POST, "/api/v1/incidents/search", May(SeeIncidents)),
    (Method::POST, "/api/v1/incidents/bulk", May(Work)),
    (Method::GET, "/api/v1/incidents/{id}", May(SeeIncidents)),
    (Method::POST, "/api/v1/incidents/{id}/{verb}", May(Work)),
    (Method::GET, "/api/v1/work", May(Work)),
    (Method::POST, "/api/v1/work/search", May(Work)),
    (Method::GET, "/api/v1/views", May(SeeIncidents)),
    (Method::POST, "/api/v1/views", May(Work)),
    (Method::PATCH, "/api/v1/views/{id}", May(Work)),
    (Method::DELETE, "/api/v1/views/{id}", May(Work)),
    (Method::GET, "/api/v1/incidents/likely-duplicates", May(SeeIncidents)),
    (Method::GET, "/api/v1/recurrences", May(SeeIncidents)),
    (Method::POST, "/api/v1/photos", May(Report)),
    (Method::GET, "/api/v1/photos/{id}", May(SeeIncidents)),
    (Method::GET, "/api/v1/photos/{id}/thumbnail", May(SeeIncidents)),
    (Method::GET, "/api/v1/notices", May(SeeIncidents)),
    (Method::POST, "/api/v1/incidents/{id}/notices", May(Work)),
    (Method::POST, "/api/v1/notices/{id}/receive", May(Work)),
    (Method::POST, "/api/v1/notices/{id}/answer", May(Work)),
    // People and duties.
    (Method::GET, "/api/v1/persons", May(SeePeople)),
    (Method::GET, "/api/v1/persons/{code}/duties", May(SeePeople)),
    (Method::GET, "/api/v1/duties", May(SeePeople)),
    (Method::GET, "/api/v1/duty-grids", May(SeePeople)),
    (Method::GET, "/api/v1/duty-coverage", May(SeePeople)),
    (Method::GET, "/api/v1/duty-coverage/opens", May(SeePeople)),
    (Method::GET, "/api/v1/duty-coverage/shapes", May(SeePeople)),
    (Method::GET, "/api/v1/frontages", May(SeePeople)),
    (Method::GET, "/api/v1/frontages/shapes", May(SeePeople)),
    (Method::GET, "/api/v1/leaves", May(SeePeople)),
    (Method::POST, "/api/v1/leaves", May(ManagePeople)),
    (Method::POST, "/api/v1/leaves/{id}/end", May(ManagePeople)),
    (Method::GET, "/api/v1/rulings", May(SeePeople)),
    (Method::POST, "/api/v1/rulings", May(Rule)),
    (Method::POST, "/api/v1/rulings/{id}/end", May(Rule)),
    (Method::GET, "/api/v1/persons.csv", May(SeePeople)),
    (Method::GET, "/api/v1/persons.xlsx", May(SeePeople)),
    (Method::GET, "/api/v1/duties.csv", May(SeePeople)),
    (Method::GET, "/api/v1/duties.xlsx", May(SeePeople)),
    (Method::GET, "/api/v1/pledges.csv", May(SeePeople)),
    (Method::GET, "/api/v1/pledges.xlsx", May(SeePeople)),
    (Method::POST, "/api/v1/staff/import", May(Import)),
    // Settings.
    (Method::PUT, "/api/v1/categories/{code}", May(Configure)),
    (Method::POST, "/api/v1/categories/import", May(Configure)),
    (Method::PUT, "/api/v1/calendar/{year}", May(Configure)),
    (Method::POST, "/api/v1/calendar/import", May(Configure)),
    // The partition.
    (Method::GET, "/api/v1/partitions", May(SeeMap)),
    (Method::POST, "/api/v1/partitions", May(EditPartition)),
    (Method::POST, "/api/v1/partitions/preview", May(EditPartition)),
    (Method::POST, "/api/v1/partitions/undo", May(EditPartition)),
    (Method::POST, "/api/v1/partitions/undo/preview", May(EditPartition)),
    (Method::GET, "/api/v1/partitions/{number}", May(SeeMap)),
    (Method::GET, "/api/v1/partitions/{number}/cells", May(SeePeople)),
    (Method::GET, "/api/v1/partitions/{number}/edges", May(SeePeople)),
    (Method::POST, "/api/v1/duty-grids/plan", May(EditPartition)),
    // Accounts.
    (Method::GET, "/api/v1/me", Nothing),
    (Method::POST, "/api/v1/session", SignIn),
    (Method::POST, "/api/v1/session/first", SignIn),
    (Method::DELETE, "/api/v1/session", Need::Session),
    (Method::POST, "/api/v1/me/password", Need::Session),
    (Method::POST, "/api/v1/me/totp", Need::Session),
    (Method::POST, "/api/v1/me/totp/confirm", Need::Session),
    (Method::GET, "/api/v1/sessions", Need::Session),
    (Method::DELETE, "/api/v1/sessions/{id}", Need::Session),
    (Method::GET, "/api/v1/tokens", Need::Session),
    (Method::POST, "/api/v1/tokens", Need::Session),
    (Method::DELETE, "/api/v1/tokens/{id}", Need::Session),
    (Method::GET, "/api/v1/accounts", May(ManageAccounts)),
    (Method::POST, "/api/v1/accounts", May(ManageAccounts)),
    (Method::GET, "/api/v1/accounts/{id}", May(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/revise", May(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/password", May(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/totp/remove", May(ManageAccounts)),
    (Method::GET, "/api/v1/accounts/{id}/sessions", May(ManageAccounts)),
    (Method::DELETE, "/api/v1/accounts/{id}/sessions/{session}", May(ManageAccounts)),
    (Method::POST, "/api/v1/accounts/{id}/forget", May(ManageAccounts)),
    (Method::GET, "/api/v1/audit", May(SeeAudit)),
    // Robots of chat groups.
    (Method::GET, "/api/v1/robots", May(ManageRobots)),
    (Method::POST, "/api/v1/robots", May(ManageRobots)),
    (Method::GET, "/api/v1/robots/hosts", May(ManageRobots)),
    (Method::PUT, "/api/v1/robots/hosts", May(ManageRobots)),
    (Method::GET, "/api/v1/robots/{id}", May(ManageRobots)),
    (Method::DELETE, "/api/v1/robots/{id}", May(ManageRobots)),
    (Method::POST, "/api/v1/robots/{id}/revise", May(ManageRobots)),
    (Method::POST, "/api/v1/robots/{id}/test", May(ManageRobots)),
    (Method::POST, "/api/v1/robots/{id}/retry", May(ManageRobots)),
    (Method::GET, "/api/v1/outbox", May(ManageRobots)),
    (Method::POST, "/api/v1/outbox/{id}/retry", May(ManageRobots)),
    (Method::POST, "/api/v1/outbox/{id}/drop", May(ManageRobots)),
    (Method::GET, "/api/v1/inbox", May(Work)),
    (Method::POST, "/api/v1/inbox/read", May(Work)),
    (Method::GET, "/api/v1/demo/personas", Personas),
    (Method::POST, "/api/v1/demo/session", Personas),
];

/// Returns what an operation needs; `None` for one that is not in the table.
pub(crate) fn need(method: &Method, path: &str) -> Option<Need> {
    // What answers GET answers HEAD.
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE.iter().find(|it| it.0 == method && it.1 == path).map(|it| it.2)
}

/// Finds out who sends a request and lets it through where they may.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.extensions.get::<MatchedPath>().cloned();
    let need = path.as_ref().and_then(|it| need(&parts.method, it.as_str()));
    if need == Some(Personas) && !app.access.has_personas(&parts) {
        return Problem::nothing_here().into_response();
    }
    let admitted = Caller::of(&app, &parts).await.and_then(|caller| {
        let by_cookie = cookie::shown(&parts.headers).is_some() && caller.session().is_some();
        if !parts.method.is_safe() && !csrf::is_own(&parts.headers, &parts.uri, by_cookie) {
            return Err(Problem::foreign_site());
        }
        let Some(need) = need else {
            // A known path with another method is answered with 405 further in; a path that the table lacks is closed.
            let known = path.as_ref().is_some_and(|path| TABLE.iter().any(|it| it.1 == path.as_str()));
            return if known { Ok(caller) } else { Err(Problem::closed()) };
        };
        let layer = parts.uri.path().split('/');
        let needed = match need {
            Nothing | SignIn | Personas => return Ok(caller),
            Need::Session if caller.session().is_some() => return Ok(caller),
            Need::Session if caller.account().is_some() => return Err(Problem::no_tokens_here()),
            Need::Session => return Err(Problem::not_signed_in()),
            Layer if layer.clone().any(|it| it == "incidents" || it == "heat") => SeeIncidents,
            Layer => SeeMap,
            May(it) => it,
        };
        check(caller, needed)
    });
    match admitted {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Lets a caller through who has a permission, and lets the service act in a role that gives it.
fn check(mut caller: Caller, needed: Permission) -> Result<Caller, Problem> {
    caller.service = caller.among(needed.roles());
    if caller.may(needed) {
        return Ok(caller);
    }
    let Some(account) = caller.account() else {
        return Err(Problem::not_signed_in());
    };
    if caller.must_enrol {
        return Err(Problem::must_enrol());
    }
    if !account.may(needed) {
        return Err(Problem::forbidden(needed));
    }
    Err(Problem::token_scope(needed.permit().token))
}

impl Problem {
    /// 401: nobody is signed in.
    pub(crate) fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "/problems/not-signed-in",
            "未登录 / Not signed in",
            "请先登录",
            "sign in first",
        )
    }

    /// 403: the operation is known, and somebody else may do it.
    pub(crate) fn forbidden(needed: Permission) -> Self {
        let permit = needed.permit();
        let words = |word: fn(model::AccountRole) -> &'static str| {
            needed.roles().iter().map(|it| word(*it)).collect::<Vec<_>>()
        };
        let (zh, en) = (words(model::AccountRole::zh).join("、"), words(model::AccountRole::en).join(", "));
        let (whole_zh, whole_en) =
            if permit.whole_district { ("（须管全辖区）", " of the whole district") } else { ("", "") };
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/forbidden",
            "没有权限 / Forbidden",
            format!("“{}”须由以下角色{whole_zh}：{zh}", permit.zh),
            format!("to {} takes one of these roles{whole_en}: {en}", permit.en),
        )
    }

    /// 403: a leader or administrator has to enrol a second factor first.
    fn must_enrol() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/second-factor-first",
            "须先启用动态码 / Second factor first",
            "包路领导和管理员须先启用动态码（POST /api/v1/me/totp）",
            "leaders and administrators have to enrol a second factor first (POST /api/v1/me/totp)",
        )
    }

    /// 403: the token is not good for that.
    fn token_scope(scope: TokenScope) -> Self {
        let scope = scope.as_str();
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/token-scope",
            "令牌范围不足 / Token scope",
            format!("此令牌没有 {scope} 范围"),
            format!("this token lacks the scope {scope}"),
        )
    }

    /// 403: only the page may do that, not a program.
    fn no_tokens_here() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/no-tokens-here",
            "令牌不能用于此处 / Not by token",
            "此操作须登录后进行，不能用 API 令牌",
            "this takes somebody who signed in, not an API token",
        )
    }

    /// 403: a page of somebody else sent the request.
    fn foreign_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/foreign-site",
            "来自其他网站 / From another site",
            "请求来自其他网站，已拒绝",
            "the request was sent by another site's page (Sec-Fetch-Site, Origin)",
        )
    }

    fn closed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/forbidden",
            "没有权限 / Forbidden",
            "此地址未开放",
            "this address is not open to anybody",
        )
    }

    pub(crate) fn nothing_here() -> Self {
        Self::not_found("此地址没有内容", "there is nothing at this address")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_has_its_line_and_every_line_its_operation() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let mut operations = BTreeSet::from([("GET".to_owned(), "/api/openapi.json".to_owned())]);
        for (path, methods) in document["paths"].as_object().unwrap() {
            // All verbs of the case flow come in by one door.
            let verb = path.strip_prefix("/api/v1/incidents/{id}/").and_then(model::case::Verb::parse);
            let path = verb.map_or_else(|| path.clone(), |_| "/api/v1/incidents/{id}/{verb}".to_owned());
            operations.extend(methods.as_object().unwrap().keys().map(|it| (it.to_uppercase(), path.clone())));
        }
        let lines: Vec<_> = TABLE.iter().map(|it| (it.0.to_string(), it.1.to_owned())).collect();
        let table: BTreeSet<_> = lines.iter().cloned().collect();
        assert_eq!(table.len(), lines.len(), "no operation has two lines");
        assert_eq!(operations.difference(&table).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "lack a line");
        assert_eq!(table.difference(&operations).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "are not there");
    }

    #[test]
    fn whoever_may_look_may_ask_for_the_head() {
        assert_eq!(need(&Method::HEAD, "/api/v1/incidents"), Some(May(SeeIncidents)));
        assert_eq!(need(&Method::PUT, "/api/v1/incidents"), None);
    }
}
