//! Accounts over HTTP and from the command line: the first administrator, sessions, the second factor, tokens, and what must never work.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use common::{Running, add_account, nobody, wangge};
use serde_json::{Value, json};

const PASSWORD: &str = "seven-willows-stand";

/// A demonstration's folder that is then served as a real one.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let filled = wangge().args(["demo", "--fill-only", "--incidents", "20", "--data"]).arg(folder.path()).status();
    assert!(filled.unwrap().success());
    folder
}

/// Asks with these headers; returns status, headers that matter, and the body.
fn ask(running: &Running, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, String, Value) {
    let mut request = ureq::http::Request::builder().method(method).uri(running.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if method == "POST" {
        request = request.header("content-type", "application/json");
    }
    let sent = if body.is_null() { String::new() } else { body.to_string() };
    let mut response = nobody().run(request.body(sent).unwrap()).unwrap();
    let told = |name: &str| response.headers().get(name).map(|it| it.to_str().unwrap().to_owned());
    let header = told("retry-after").or(told("set-cookie")).unwrap_or_default();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), header, serde_json::from_str(&text).unwrap_or_default())
}

/// Asks as a page of the service does.
fn page(running: &Running, cookie: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin")];
    let (status, _, body) = ask(running, method, path, &headers, body);
    (status, body)
}

fn sign_in(running: &Running, login: &str, code: Option<&str>) -> (u16, String, Value) {
    let body = json!({ "login": login, "password": PASSWORD, "code": code });
    ask(running, "POST", "/api/v1/session", &[("user-agent", "a phone")], &body)
}

fn kind(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default()
}

#[test]
fn the_first_administrator_comes_by_a_printed_link_and_needs_a_second_factor() {
    let folder = folder();
    let mut running = Running::start_signed_out(folder.path(), &["serve"]);
    let link = running.says.next().unwrap().unwrap();
    let token = link.split_once("#first=").unwrap().1.trim().to_owned();
    let first = |token: &str, login: &str, password: &str| {
        let body = json!({ "token": token, "login": login, "name": "管理员", "password": password });
        ask(&running, "POST", "/api/v1/session/first", &[], &body)
    };
    assert_eq!(kind(&first("0", "admin", PASSWORD).2), "/problems/first-token");
    let (status, _, weak) = first(&token, "admin", "password123");
    assert_eq!((status, weak["errors"][0]["field"].as_str()), (422, Some("password")));
    assert!(!weak.to_string().contains("password123"), "a password is never repeated");
    let (status, cookie, me) = first(&token, "admin", PASSWORD);
    assert_eq!((status, &me["must_enrol"]), (200, &json!(true)), "{me}");
    for word in ["__Host-wangge=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert_eq!(kind(&first(&token, "another", PASSWORD).2), "/problems/first-token", "the token is good for one");

    // Until a second factor is enrolled, that is all that can be done.
    let cookie = cookie.split(';').next().unwrap();
    let (status, refused) = page(&running, cookie, "GET", "/api/v1/accounts", &Value::Null);
    assert_eq!((status, kind(&refused)), (403, "/problems/second-factor-first"));
    let (_, begun) = page(&running, cookie, "POST", "/api/v1/me/totp", &Value::Null);
    let key = begun["key"].as_str().unwrap();
    assert!(begun["uri"].as_str().unwrap().starts_with("otpauth://totp/Wangge:admin?secret="), "{begun}");
    let code = |steps: u64| {
        let key = totp_rs::Secret::try_from_base32(key).unwrap();
        let totp = totp_rs::Builder::new().with_secret(key.as_bytes().to_vec()).build().unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        totp.generate(now + 30 * steps).to_string()
    };
    let confirm = |code: &str| page(&running, cookie, "POST", "/api/v1/me/totp/confirm", &json!({ "code": code }));
    assert_eq!(confirm("000000x").0, 422);
    let shown = code(0);
    assert_eq!(confirm(&shown).0, 204);
    assert_eq!(page(&running, cookie, "GET", "/api/v1/accounts", &Value::Null).0, 200);

    assert_eq!(kind(&sign_in(&running, "admin", None).2), "/problems/code-needed");
    assert_eq!(kind(&sign_in(&running, "admin", Some(&shown)).2), "/problems/credentials", "a code is good once");
    assert_eq!(sign_in(&running, "ADMIN", Some(&code(1))).0, 200, "the next code is good");

    // Nothing secret is ever told, and the last administrator stays.
    let (_, accounts) = page(&running, cookie, "GET", "/api/v1/accounts", &Value::Null);
    assert!(!accounts.to_string().contains(key) && !accounts.to_string().contains("argon2"));
    let of_login = |login: &str| {
        let all = accounts["accounts"].as_array().unwrap();
        all.iter().find(|it| it["login"] == login).map(|it| it["id"].as_u64().unwrap())
    };
    let revise = |id: u64, body: &Value| page(&running, cookie, "POST", &format!("/api/v1/accounts/{id}/revise"), body);
    let (status, last) = revise(of_login("admin").unwrap(), &json!({ "enabled": false }));
    assert_eq!((status, kind(&last)), (409, "/problems/last-administrator"));

    // An account of a part of the district, disabled while it is signed in.
    let new = json!({ "login": "shen.li", "name": "沈丽", "password": PASSWORD, "person": "W0001",
        "roles": [{ "role": "grid_member", "scope": { "categories": ["0102"] } }] });
    let (status, made) = page(&running, cookie, "POST", "/api/v1/accounts", &new);
    assert_eq!((status, &made["roles"][0]["scope"]["categories"]), (201, &json!(["0102"])), "{made}");
    assert_eq!(page(&running, cookie, "POST", "/api/v1/accounts", &new).1["errors"][0]["field"], "login");
    let (_, theirs, _) = sign_in(&running, "shen.li", None);
    let theirs = theirs.split(';').next().unwrap();
    assert_eq!(page(&running, theirs, "GET", "/api/v1/incidents", &Value::Null).0, 200);
    let id = made["id"].as_u64().unwrap();
    assert_eq!(revise(id, &json!({ "enabled": false })).0, 200);
    assert_eq!(page(&running, theirs, "GET", "/api/v1/incidents", &Value::Null).0, 401);
    assert_eq!(sign_in(&running, "shen.li", None).0, 401);
}

#[test]
fn one_sees_where_one_is_signed_in_and_can_end_it() {
    let folder = folder();
    for login in ["fang", "lin"] {
        assert!(add_account(folder.path(), (login, PASSWORD), &["supervisor"]));
    }
    assert!(!add_account(folder.path(), ("fang", PASSWORD), &["supervisor"]), "a login is taken once");
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    let [here, there, other] = ["fang", "fang", "lin"].map(|it| running.sign_in((it, PASSWORD)));
    let (_, list) = page(&running, &here, "GET", "/api/v1/sessions", &Value::Null);
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{list}");
    let elsewhere = sessions.iter().find(|it| it["current"] == false).unwrap();
    assert_eq!(elsewhere["address"], "127.0.0.1");
    let end = |cookie: &str| {
        page(&running, cookie, "DELETE", &format!("/api/v1/sessions/{}", elsewhere["id"]), &Value::Null).0
    };
    assert_eq!(end(&other), 404, "sessions of others are nobody's business");
    assert_eq!((end(&here), end(&here)), (204, 404));
    let who = |cookie: &str| page(&running, cookie, "GET", "/api/v1/me", &Value::Null).1["account"]["login"].clone();
    assert_eq!((who(&here), who(&there), who(&other)), (json!("fang"), Value::Null, json!("lin")));

    // A new password ends the others; a session outlives a restart.
    let there = running.sign_in(("fang", PASSWORD));
    let change = |old: &str, new: &str| {
        page(&running, &here, "POST", "/api/v1/me/password", &json!({ "password": old, "new_password": new })).0
    };
    assert_eq!((change("wrong-wrong-wrong", "nine-herons-fly"), change(PASSWORD, "fang")), (422, 422));
    assert_eq!(change(PASSWORD, "nine-herons-fly"), 204);
    assert_eq!((who(&here), who(&there)), (json!("fang"), Value::Null));
    assert!(running.stop());
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    let who = |cookie: &str| page(&running, cookie, "GET", "/api/v1/me", &Value::Null).1["account"]["login"].clone();
    assert_eq!((who(&here), who(&there)), (json!("fang"), Value::Null));
    assert_eq!(page(&running, &here, "DELETE", "/api/v1/session", &Value::Null).0, 204);
    assert_eq!(who(&here), Value::Null);
}

#[test]
fn failures_make_the_next_attempts_wait() {
    let folder = folder();
    assert!(add_account(folder.path(), ("fang", PASSWORD), &["supervisor"]));
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    let attempt = |login: &str, password: &str| {
        let (status, wait, body) =
            ask(&running, "POST", "/api/v1/session", &[], &json!({ "login": login, "password": password }));
        (status, wait, kind(&body).to_owned())
    };
    for _ in 0..5 {
        assert_eq!(attempt("fang", "wrong-wrong").0, 401);
    }
    let (status, wait, kind) = attempt("fang", PASSWORD);
    assert_eq!((status, &*kind), (429, "/problems/too-many-requests"), "even the right one waits");
    assert!((1..=2).contains(&wait.parse::<u32>().unwrap()), "{wait}");
    let unknown = attempt("nobody-of-that-name", "wrong-wrong");
    assert_eq!((unknown.0, &*unknown.2), (401, "/problems/credentials"), "an unknown login is told nothing else");
    assert!(running.stop());
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    for _ in 0..3 {
        ask(&running, "POST", "/api/v1/session", &[], &json!({ "login": "fang", "password": "wrong" }));
    }
    let body = json!({ "login": "fang", "password": PASSWORD });
    assert_eq!(ask(&running, "POST", "/api/v1/session", &[], &body).0, 429, "a restart forgets nothing");
}

#[test]
fn pages_of_others_cannot_act_by_our_cookie() {
    let folder = folder();
    assert!(add_account(folder.path(), ("fang", PASSWORD), &["supervisor"]));
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    let cookie = running.sign_in(("fang", PASSWORD));
    let own = running.base.clone();
    for (headers, let_in) in [
        (vec![], false),
        (vec![("origin", "http://evil.example")], false),
        (vec![("origin", "null")], false),
        (vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())], false),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("origin", own.as_str())], true),
    ] {
        let mut all = vec![("cookie", cookie.as_str())];
        all.extend(&headers);
        let (status, _, body) = ask(&running, "POST", "/api/v1/tokens", &all, &json!({}));
        assert_eq!(status, if let_in { 422 } else { 403 }, "{headers:?} {body}");
    }
    let evil = [("origin", "http://evil.example")];
    let body = json!({ "login": "fang", "password": PASSWORD });
    assert_eq!(ask(&running, "POST", "/api/v1/session", &evil, &body).0, 403, "nobody is signed in from elsewhere");
}

#[test]
fn a_token_does_what_its_scopes_say_until_it_is_taken_back() {
    let folder = folder();
    assert!(add_account(folder.path(), ("fang", PASSWORD), &["supervisor"]));
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    let cookie = running.sign_in(("fang", PASSWORD));
    let new = json!({ "name": "大屏", "scopes": ["read"], "expires_at": "2099-01-01T00:00:00+08:00" });
    let (status, made) = page(&running, &cookie, "POST", "/api/v1/tokens", &new);
    assert_eq!(status, 201, "{made}");
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let by_token = |method: &str, path: &str, body: &Value| {
        let (status, _, body) = ask(&running, method, path, &headers, body);
        (status, kind(&body).to_owned())
    };
    assert_eq!(by_token("GET", "/api/v1/incidents", &Value::Null).0, 200);
    let refused = (403, "/problems/token-scope".to_owned());
    assert_eq!(by_token("POST", "/api/v1/incidents", &json!({})), refused);
    assert_eq!(by_token("POST", "/api/v1/leaves", &json!({})), refused);
    assert_eq!(by_token("POST", "/api/v1/tokens", &new).1, "/problems/no-tokens-here");
    let (_, list) = page(&running, &cookie, "GET", "/api/v1/tokens", &Value::Null);
    assert_eq!((&list["tokens"][0]["name"], &list["tokens"][0]["secret"]), (&json!("大屏"), &Value::Null));
    let path = format!("/api/v1/tokens/{}", made["id"]);
    assert_eq!(page(&running, &cookie, "DELETE", &path, &Value::Null).0, 204);
    assert_eq!(by_token("GET", "/api/v1/incidents", &Value::Null), (401, "/problems/bad-token".to_owned()));
    let past = json!({ "name": "x", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z" });
    assert_eq!(page(&running, &cookie, "POST", "/api/v1/tokens", &past).1["errors"][0]["field"], "expires_at");
}

#[test]
fn personas_are_there_in_a_demonstration_on_this_machine_only() {
    let folder = folder();
    let list = "/api/v1/demo/personas";
    let body = json!({ "persona": "administrator" });
    let both = |running: &Running, headers: &[(&str, &str)]| {
        let post = ask(running, "POST", "/api/v1/demo/session", headers, &body).0;
        (ask(running, "GET", list, headers, &Value::Null).0, post)
    };
    let served = Running::start_signed_out(folder.path(), &["serve"]);
    let own = served.base.trim_start_matches("http://").to_owned();
    for headers in [
        vec![],
        vec![("host", "127.0.0.1")],
        vec![("host", "localhost"), ("x-forwarded-for", "127.0.0.1")],
        vec![("forwarded", "for=127.0.0.1;host=localhost")],
        vec![("host", own.as_str()), ("sec-fetch-site", "same-origin")],
    ] {
        assert_eq!(both(&served, &headers), (404, 404), "{headers:?}");
    }
    assert_eq!(ask(&served, "GET", "/api/v1/me", &[], &Value::Null).2["personas"], false);
    for login in ["demo.administrator", "demo.supervisor"] {
        assert_eq!(sign_in(&served, login, None).0, 401, "personas have no password");
    }
    assert!(served.stop());

    let demo = Running::start_signed_out(folder.path(), &["demo", "--incidents", "20"]);
    assert_eq!(both(&demo, &[]), (200, 200));
    for headers in [
        vec![("host", "evil.example")],
        vec![("x-forwarded-for", "127.0.0.1")],
        vec![("x-real-ip", "127.0.0.1")],
        vec![("forwarded", "for=127.0.0.1")],
        vec![("via", "1.1 proxy")],
    ] {
        assert_eq!(both(&demo, &headers), (404, 404), "{headers:?}");
    }
    let (_, _, personas) = ask(&demo, "GET", list, &[], &Value::Null);
    assert_eq!(personas["personas"].as_array().unwrap().len(), 10, "one of each role");
}

#[test]
fn the_command_line_lists_disables_and_resets() {
    let folder = folder();
    assert!(add_account(folder.path(), ("fang", PASSWORD), &["supervisor", "inspector"]));
    let run = |args: &[&str]| {
        let done = wangge().arg("account").args(args).arg("--data").arg(folder.path()).output().unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap())
    };
    let line = |text: &str| text.lines().find(|it| it.starts_with("fang\t")).map(str::to_owned).unwrap();
    assert_eq!(line(&run(&["list"]).1), "fang\tsupervisor,inspector\tfang");
    assert!(line(&run(&["disable", "fang"]).1).contains("disabled"));
    let (done, said) = run(&["reset", "fang"]);
    let password = said.lines().find_map(|it| it.split_once("password: ")).unwrap().1.to_owned();
    assert!(done && !line(&said).contains("disabled"));
    assert!(!run(&["disable", "nobody"]).0);
    let running = Running::start_signed_out(folder.path(), &["serve"]);
    running.sign_in(("fang", &password));
    assert_eq!(sign_in(&running, "fang", None).0, 401, "the old password is gone");
}
