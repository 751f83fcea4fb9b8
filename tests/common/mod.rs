//! The real binary, started on a free port over a folder of its own.

#![allow(dead_code, reason = "each test uses its own part")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use serde_json::{Value, json};
use ureq::{
    Agent, SendBody,
    http::{HeaderValue, Request, Response, header},
    middleware::MiddlewareNext,
};

/// The cookies of who is signed in, by the service's authority: [`agent`] shows them.
static SIGNED_IN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// The account with which the tests work on a folder that is no demonstration.
const TESTER: (&str, &str) = ("tester", "four-horses-drink");

/// A running service; it is killed when it goes out of scope.
pub struct Running {
    child: Child,
    pub base: String,
    /// What else it says on standard output.
    pub says: Lines<BufReader<ChildStdout>>,
}

/// Returns the command of the built binary, with a quiet log.
pub fn wangge() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command
        .env("WANGGE_LOG", "warn")
        .env_remove("WANGGE_DATA")
        .env_remove("WANGGE_DATABASE")
        .env_remove("WANGGE_LISTEN");
    command
}

impl Running {
    /// Starts `wangge` with these arguments over `data`, waits until it says where it listens, and signs in as a supervisor.
    pub fn start(data: &Path, args: &[&str]) -> Self {
        let demo = args.first() == Some(&"demo");
        if !demo {
            // Of a folder that was served before it is there already.
            add_account(data, TESTER, &["supervisor"]);
        }
        let running = Self::start_signed_out(data, args);
        let cookie = if demo { running.persona("supervisor") } else { running.sign_in(TESTER) };
        running.act_with(&cookie);
        running
    }

    /// Starts the fictional demo with this many incidents in an environment of its own.
    pub fn demo_with(data: &Path, incidents: usize, env: &[(&str, &Path)]) -> Self {
        let running = Self::start_in(data, &["demo", "--incidents", &incidents.to_string()], env);
        let cookie = running.persona("supervisor");
        running.act_with(&cookie);
        running
    }

    /// Starts `wangge` with these arguments over `data` and waits until it says where it listens.
    pub fn start_signed_out(data: &Path, args: &[&str]) -> Self {
        Self::start_in(data, args, &[])
    }

    fn start_in(data: &Path, args: &[&str], env: &[(&str, &Path)]) -> Self {
        let mut child = wangge()
            .envs(env.iter().copied())
            .args(args)
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| line.unwrap().split_once("http://").map(|it| it.1.trim().to_owned()));
        let Some(address) = ready else { panic!("wangge {args:?} ended before it was ready: {:?}", child.wait()) };
        Self { child, base: format!("http://{address}"), says: lines }
    }

    /// Starts the fictional demo with this many incidents.
    pub fn demo(data: &Path, incidents: usize) -> Self {
        Self::start(data, &["demo", "--incidents", &incidents.to_string()])
    }

    /// Signs in as a persona of the demonstration; returns the cookie.
    pub fn persona(&self, role: &str) -> String {
        self.session("/api/v1/demo/session", &json!({ "persona": role }))
    }

    /// Signs in by password; returns the cookie.
    pub fn sign_in(&self, (login, password): (&str, &str)) -> String {
        self.session("/api/v1/session", &json!({ "login": login, "password": password }))
    }

    /// Posts what signs somebody in; returns the cookie.
    pub fn session(&self, path: &str, body: &Value) -> String {
        let request = nobody().post(self.url(path)).header("content-type", "application/json");
        let mut response = request.send(body.to_string()).unwrap();
        assert_eq!(response.status(), 200, "{body}: {}", response.body_mut().read_to_string().unwrap());
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Lets [`agent`] show a cookie from now on.
    pub fn act_with(&self, cookie: &str) {
        let authority = self.base.trim_start_matches("http://").to_owned();
        SIGNED_IN.lock().unwrap().insert(authority, cookie.to_owned());
    }

    /// Returns the address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process as a power cut would: no handler runs.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to stop and returns whether it ended well.
    pub fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }

    /// Gets JSON, which must answer 200.
    pub fn get(&self, path: &str) -> Value {
        let mut response = agent().get(self.url(path)).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status(), 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Gets whatever is there.
    pub fn fetch(&self, path: &str) -> (u16, Vec<u8>) {
        let mut response = agent().get(self.url(path)).call().unwrap();
        (response.status().as_u16(), response.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap())
    }

    /// Gets a problem: its status, and the body, which must be one.
    pub fn problem(&self, path: &str) -> (u16, Value) {
        as_problem(agent().get(self.url(path)).call().unwrap())
    }

    /// Posts a report, a resident's unless it says otherwise; the key may be empty for none.
    pub fn report(&self, body: &Value, key: &str) -> (u16, Value) {
        let mut body = body.clone();
        if let Some(fields) = body.as_object_mut().filter(|it| !it.contains_key("type")) {
            fields.entry("source").or_insert_with(|| "resident".into());
        }
        let (status, text) = self.try_report(&body, key).unwrap();
        (status, serde_json::from_str(&text).unwrap())
    }

    /// Posts a report to a service that may be dying.
    pub fn try_report(&self, body: &Value, key: &str) -> Result<(u16, String), ureq::Error> {
        let mut request = agent().post(self.url("/api/v1/incidents")).header("content-type", "application/json");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let mut response = request.send(body.to_string())?;
        Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
    }

    /// Returns a place well inside a cell of the district: the label of the first one.
    pub fn place_inside(&self) -> (f64, f64) {
        let district = self.get("/api/v1/district");
        let bounds: Vec<f64> = district["bounds"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
        // From the middle outwards until a cell answers.
        let middle = (f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3]));
        let tries = (0..200).map(|it| (middle.0 + f64::from(it) * 1e-4, middle.1 + f64::from(it % 7) * 1e-4));
        let inside =
            |&(lon, lat): &(f64, f64)| self.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"))["inside"] == true;
        tries.into_iter().find(inside).expect("a cell near the middle")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that returns every status as an answer, waits at most a minute, and shows who is signed in.
pub fn agent() -> Agent {
    config().middleware(show_cookie).build().into()
}

/// The same of somebody who did not sign in.
pub fn nobody() -> Agent {
    config().build().into()
}

fn config() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_mins(1)))
}

/// Shows the cookie and, as a browser does, which page sends the request.
fn show_cookie(mut request: Request<SendBody>, next: MiddlewareNext) -> Result<Response<ureq::Body>, ureq::Error> {
    let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
    if let Some(cookie) = SIGNED_IN.lock().unwrap().get(&authority) {
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
    }
    next.handle(request)
}

/// Kills a service from another thread, as a power cut would: no handler runs.
pub fn kill_now(running: &Running) {
    let status = Command::new("kill").args(["-9", &running.id().to_string()]).status();
    assert!(status.unwrap().success());
}

/// Runs a command about a data folder to its end: its exit code, and all that it said.
pub fn run(command: &[&str], argument: &Path, data: &Path) -> (Option<i32>, String) {
    let output = wangge().args(command).arg(argument).arg("--data").arg(data).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// Makes an account by the command line; whether it was made.
pub fn add_account(data: &Path, (login, password): (&str, &str), roles: &[&str]) -> bool {
    let mut command = wangge();
    command.args(["account", "add", login, "--password-stdin", "--data"]).arg(data);
    for role in roles {
        command.args(["--role", role]);
    }
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = piped.spawn().unwrap();
    // A command that ended already reads nothing.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    child.wait().unwrap().success()
}

/// Checks that an answer is a problem and returns it.
pub fn as_problem(mut response: Response<ureq::Body>) -> (u16, Value) {
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let text = response.body_mut().read_to_string().unwrap();
    assert_eq!(kind, "application/problem+json", "{text}");
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["status"], json!(status));
    for field in ["type", "title", "detail", "detail_zh"] {
        assert!(body[field].as_str().is_some_and(|it| !it.is_empty()), "{field} of {body}");
    }
    (status, body)
}

/// Returns a folder of the shared real data, or says that the test is skipped.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: there is no {}", path.display());
    None
}

/// Asks until there is an answer, for a minute at most.
pub fn eventually<T>(ask: impl Fn() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "it never came");
        std::thread::yield_now();
    }
}
