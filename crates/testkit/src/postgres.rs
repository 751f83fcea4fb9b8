//! A PostgreSQL cluster of the tests' own, on a Unix socket in a temporary folder.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// What runs the cluster: it ends with the process that holds the other end of its standard input, however that ends.
const SCRIPT: &str = r#"
set -eu
cd /
dir=$(mktemp -d "${TMPDIR:-/tmp}/wangge-pg-XXXXXX")
"$1/initdb" -D "$dir/data" -U wangge -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
options=
if [ -n "${CLUSTER_KEY:-}" ]; then
    (umask 077; printf '%s' "$CLUSTER_KEY" >"$dir/key.pem"; printf '%s' "$CLUSTER_CERT" >"$dir/cert.pem")
    options="-c listen_addresses=127.0.0.1 -c ssl=on -c ssl_key_file=$dir/key.pem -c ssl_cert_file=$dir/cert.pem"
    # Who comes by the network shows a password.
    sed -i '/^host/s/trust$/scram-sha-256/' "$dir/data/pg_hba.conf"
fi
start() {
    "$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c "fsync=$2" -c max_connections=300 \
        -c shared_buffers=64MB $options >>"$dir/log" 2>&1 &
    pid=$!
    until "$1/pg_isready" -q -h "$dir" -U wangge -d postgres; do
        kill -0 "$pid" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
        sleep 0.05
    done
    echo "$dir"
}
halt() {
    kill -QUIT "$pid" 2>/dev/null || true
    wait "$pid" || true
}
start "$1" "$2"
while read -r word; do
    case $word in
        start) start "$1" "$2" ;;
        halt) halt; echo halted ;;
        *) "$1/psql" -X -q -h "$dir" -U wangge -d postgres -c "CREATE DATABASE $word" >&2; echo made ;;
    esac
done
halt
rm -rf "$dir"
"#;

/// A running cluster; it ends when it is dropped or the process ends.
#[derive(Debug)]
pub struct Cluster {
    folder: String,
    /// Its shell; what is told to it is taken away to end it.
    inner: Mutex<(Child, Option<ChildStdin>, BufReader<ChildStdout>)>,
    databases: AtomicU32,
}

impl Cluster {
    /// Starts a cluster; `durable` is whether it waits for the disk (`fsync`).
    ///
    /// # Panics
    /// When there is no PostgreSQL on this machine, or it does not start.
    pub fn start(durable: bool) -> Self {
        Self::with(durable, &[])
    }

    /// Starts a cluster that also listens to a port of this machine, encrypted, with a certificate and its key in PEM. Who comes that
    /// way shows a password; nobody has one at first.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn encrypted(port: u16, certificate: &str, key: &str) -> Self {
        Self::with(false, &[("PGPORT", &port.to_string()), ("CLUSTER_CERT", certificate), ("CLUSTER_KEY", key)])
    }

    fn with(durable: bool, env: &[(&str, &str)]) -> Self {
        let bin = binaries();
        let mut command = Command::new("sh");
        // PostgreSQL refuses to run as root.
        if is_root() {
            command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
        }
        command.args(["-c", SCRIPT, "sh"]).arg(&bin).arg(if durable { "on" } else { "off" });
        command.envs(env.iter().copied());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("a shell starts");
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        let mut answers = BufReader::new(answers.expect("it is a pipe"));
        let folder = line(&mut answers);
        assert!(folder.starts_with('/'), "PostgreSQL 没有启动 / PostgreSQL of {} does not start", bin.display());
        Self { folder, inner: Mutex::new((child, ask, answers)), databases: AtomicU32::new(0) }
    }

    /// Makes an empty database, and returns its address.
    ///
    /// # Panics
    /// When the cluster does not answer.
    pub fn database(&self) -> String {
        let name = format!("town{}", self.databases.fetch_add(1, Ordering::Relaxed));
        assert_eq!(self.tell(&name), "made");
        format!("postgres://wangge@{}/{name}", self.folder.replace('/', "%2F"))
    }

    /// Ends the server as a crash would.
    ///
    /// # Panics
    /// When the cluster does not answer.
    pub fn halt(&self) {
        assert_eq!(self.tell("halt"), "halted");
    }

    /// Starts the server that was halted.
    ///
    /// # Panics
    /// When the server does not start.
    pub fn again(&self) {
        assert_eq!(self.tell("start"), self.folder);
    }

    fn tell(&self, word: &str) -> String {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, ask, answers) = &mut *inner;
        let ask = ask.as_mut().expect("it is there until the end");
        writeln!(ask, "{word}").and_then(|()| ask.flush()).expect("the cluster's shell reads");
        line(answers)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        // The shell stops the server when it reads the end.
        inner.1 = None;
        let _ = inner.0.wait();
    }
}

/// Makes an empty database in the cluster that this process's tests share, or beside the one that `TEST_DATABASE_URL` names.
///
/// # Panics
/// When there is no PostgreSQL.
pub fn postgres_database() -> String {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    static MADE: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = env::var("TEST_DATABASE_URL") else {
        return SHARED.get_or_init(|| Cluster::start(false)).database();
    };
    let name = format!("wangge_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let made = Command::new("psql").args([&url, "-X", "-q", "-c", &format!("CREATE DATABASE {name}")]).status();
    assert!(made.is_ok_and(|it| it.success()), "psql cannot make a database at TEST_DATABASE_URL");
    let (before, options) = url.split_once('?').map_or((&*url, String::new()), |(it, rest)| (it, format!("?{rest}")));
    let (server, _) = before.rsplit_once('/').unwrap_or((before, ""));
    format!("{server}/{name}{options}")
}

/// Asks a database by `psql`; returns the rows, each column as text.
///
/// # Panics
/// When the database refuses.
pub fn postgres_rows(url: &str, sql: &str) -> Vec<Vec<String>> {
    let asked = Command::new(binaries().join("psql")).args([url, "-X", "-At", "-F", "\u{1f}", "-c", sql]).output();
    let answer = asked.expect("psql starts");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let text = String::from_utf8_lossy(&answer.stdout);
    text.lines().map(|line| line.split('\u{1f}').map(str::to_owned).collect()).collect()
}

/// Returns the folder of PostgreSQL's programs, the newest of them.
///
/// # Panics
/// When there are none.
fn binaries() -> PathBuf {
    let in_path = env::var_os("PATH").map(|it| env::split_paths(&it).collect::<Vec<_>>()).unwrap_or_default();
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|it| Some((it.as_ref().ok()?.file_name().to_str()?.parse().ok()?, it.ok()?.path().join("bin"))))
        .collect();
    installed.sort();
    let all = installed.into_iter().rev().map(|it| it.1).chain(in_path);
    all.into_iter()
        .find(|it| it.join("initdb").is_file() && it.join("postgres").is_file())
        .expect("这台机器上没有 PostgreSQL：apt-get install postgresql / there is no PostgreSQL on this machine")
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout == b"0\n")
}

fn line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).expect("the cluster's shell writes");
    line.trim_end().to_owned()
}
