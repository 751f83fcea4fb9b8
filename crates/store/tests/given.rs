//! Where `TEST_DATABASE_URL` names a server, the tests use it instead of one of their own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::{env, process::Command};

use testkit::Cluster;

use self::engines::Home;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_opened_there() {
    let home = Home::postgres();
    assert!(home.open().unwrap().load().await.unwrap().district.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tests_use_the_server_that_is_named() {
    let cluster = Cluster::start(false);
    let url = cluster.database();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    for options in ["", "?application_name=tests"] {
        let said = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_store_is_opened_there"])
            .env("TEST_DATABASE_URL", format!("{url}{options}"))
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
    let made = "SELECT count(*) FROM pg_database WHERE datname LIKE 'wangge_test_%'";
    assert_eq!(client.query_one(made, &[]).await.unwrap().get::<_, i64>(0), 2);
}
