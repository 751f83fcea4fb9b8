//! The command line of Wangge (网格).

mod commands;
mod courier;
mod cpu;
mod outputs;
mod progress;

use std::{io::IsTerminal, process::ExitCode};

use clap::{Parser, Subcommand};
use service::StaffKind;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// 网格 Wangge：网格化管理服务 / grid management of districts.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 账号 / Accounts
    #[command(subcommand)]
    Account(commands::account::AccountCommand),
    /// 审计记录 / The audit trail
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// 备份到空文件夹并校验，服务运行时也可用 / Copies the data to an empty folder and verifies it, also beside a running service
    Backup(commands::backup::Backup),
    /// 数据库：复制到另一个，任一方向 / Databases: copies of either kind
    #[command(subcommand)]
    Db(commands::db::Db),
    /// 演示：建一个带虚构人员和案件的辖区并打开 / Fills an empty folder with a demo district and serves it
    Demo(commands::demo::Demo),
    /// 检查数据并说明如何处置，服务运行时也可用 / Looks for everything wrong with the data and tells what to do, also beside a
    /// running service
    Doctor(commands::doctor::Doctor),
    /// 导出表格 / Exports a table
    Export(commands::export::Export),
    /// 导入数据 / Imports data
    #[command(subcommand)]
    Import(Import),
    Locate(commands::locate::Locate),
    /// 划分网格到文件，不用数据库 / Cuts streets into cells and writes them to files, without a database
    Partition(commands::partition::Partition),
    /// 从备份恢复到空文件夹并校验 / Brings a backup back into an empty folder and verifies it
    Restore(commands::backup::Restore),
    /// 启动服务 / Serves the district of a data folder
    Serve(commands::serve::Serve),
    /// 打印道路分类表，编辑后用 --classes 指定 / Prints the road class table, to be edited and given as --classes
    RoadClasses,
}

#[derive(Subcommand)]
enum Import {
    /// 从 OSM PBF 或 GeoJSON 导入道路，划分网格 / Reads streets, cuts them into cells and founds the district
    Streets(commands::import::ImportStreets),
    /// 检查已有的网格划分，可修补小的重叠和缝隙 / Checks an existing division, and mends small overlaps and gaps on request
    Division(commands::division::ImportDivision),
    /// 导入小类表（Excel、CSV），全部或不导入 / Imports a table of categories (Excel, CSV), all rows or none
    Categories(commands::settings::ImportSettings),
    /// 导入节假日与调休表（Excel、CSV），全部或不导入 / Imports holidays and make-up workdays (Excel, CSV), all rows or none
    Calendar(commands::settings::ImportSettings),
    /// 导入人员表（Excel、CSV），逐行检查 / Imports a table of people (Excel, CSV), checked row by row
    People(commands::staff::ImportStaff),
    /// 导入职责表（Excel、CSV），逐行检查 / Imports a table of duties (Excel, CSV), checked row by row
    Duties(commands::staff::ImportStaff),
    /// 导入门前三包责任书表（Excel、CSV），逐行检查 / Imports a table of frontage pledges (Excel, CSV), checked row by row
    Pledges(commands::staff::ImportStaff),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let done = match cli.command {
        Command::Account(it) => it.run(),
        Command::Audit(it) => it.run(),
        Command::Backup(it) => it.run(),
        Command::Db(it) => it.run(),
        Command::Demo(it) => it.run(),
        Command::Doctor(it) => it.run(),
        Command::Export(it) => it.run(),
        Command::Import(Import::Streets(it)) => it.run(),
        Command::Import(Import::Division(it)) => it.run(),
        Command::Import(Import::Categories(it)) => it.run(commands::settings::Kind::Categories),
        Command::Import(Import::Calendar(it)) => it.run(commands::settings::Kind::Calendar),
        Command::Import(Import::People(it)) => it.run(StaffKind::People),
        Command::Import(Import::Duties(it)) => it.run(StaffKind::Duties),
        Command::Import(Import::Pledges(it)) => it.run(StaffKind::Pledges),
        Command::Locate(it) => it.run(),
        Command::Partition(it) => it.run(),
        Command::Restore(it) => it.run(),
        Command::Serve(it) => it.run(),
        Command::RoadClasses => commands::import::print_road_classes(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("错误 / Error: {err:#}");
            ExitCode::FAILURE
        }
    }
}

/// Lines for people on a terminal, JSON for machines elsewhere.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("WANGGE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    if std::io::stderr().is_terminal() {
        registry.with(fmt::layer().with_writer(std::io::stderr).with_target(false)).init();
    } else {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).init();
    }
}
