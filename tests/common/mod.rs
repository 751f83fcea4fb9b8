//! The real binary, started on a free port over a folder of its own.

#![allow(dead_code, reason = "each test uses its own part")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use ureq::{Agent, http::Response};

/// A running service; it is killed when it goes out of scope.
pub struct Running {
    child: Child,
    pub base: String,
}

/// Returns the command of the built binary, with a quiet log.
pub fn wangge() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command.env("WANGGE_LOG", "warn").env_remove("WANGGE_DATA").env_remove("WANGGE_LISTEN");
    command
}

impl Running {
    /// Starts `wangge` with these arguments over `data` and waits until it says where it listens.
    pub fn start(data: &Path, args: &[&str]) -> Self {
        let mut child = wangge()
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
        Self { child, base: format!("http://{address}") }
    }

    /// Starts the fictional demo with this many incidents.
    pub fn demo(data: &Path, incidents: usize) -> Self {
        Self::start(data, &["demo", "--incidents", &incidents.to_string()])
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

    /// Posts a report; the key may be empty for none.
    pub fn report(&self, body: &Value, key: &str) -> (u16, Value) {
        let (status, text) = self.try_report(body, key).unwrap();
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

/// A client that returns every status as an answer and waits at most a minute.
pub fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_mins(1))).build().into()
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
