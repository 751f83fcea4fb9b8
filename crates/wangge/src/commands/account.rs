//! `wangge account`: accounts from the command line, for the first ones and for whoever locked themselves out.

use std::{io::BufRead, sync::Arc};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use model::{Account, AccountRole, Grant, PersonId, Secret};
use service::{Accounts, NewAccount, Revision, SystemClock};
use store::Place;

use super::{DataFolder, serve};

/// The commands about accounts. The service must not be running on the folder: while it runs, administrators do this on the page.
#[derive(Subcommand, Debug)]
pub enum AccountCommand {
    /// 新建账号 / Makes an account
    Add(Add),
    /// 列出账号 / Lists accounts
    List(List),
    /// 停用账号 / Disables an account
    Disable(One),
    /// 重设密码，并取消动态码 / Sets a new password, takes the second factor away, and enables the account
    Reset(Reset),
}

/// The arguments of `wangge account add`.
#[derive(Args, Debug)]
pub struct Add {
    /// 账号 / The login
    login: String,
    /// 角色，可重复 / A role such as administrator, supervisor, acceptor; may be given several times
    #[arg(long = "role", required = true, value_parser = role)]
    roles: Vec<AccountRole>,
    /// 姓名 / The name
    #[arg(long, default_value = "")]
    name: String,
    /// 对应的人员编号 / The staff number of the person or unit behind it
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    #[command(flatten)]
    password: Password,
    #[command(flatten)]
    data: DataFolder,
}

/// Where a password comes from.
#[derive(Args, Debug)]
pub struct Password {
    /// 从标准输入读密码；否则自动生成并打印 / Reads the password from standard input; else one is made and printed
    #[arg(long)]
    password_stdin: bool,
}

/// The arguments of `wangge account list`.
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    data: DataFolder,
}

/// The arguments of `wangge account disable`.
#[derive(Args, Debug)]
pub struct One {
    /// 账号 / The login
    login: String,
    #[command(flatten)]
    data: DataFolder,
}

/// The arguments of `wangge account reset`.
#[derive(Args, Debug)]
pub struct Reset {
    /// 账号 / The login
    login: String,
    #[command(flatten)]
    password: Password,
    #[command(flatten)]
    data: DataFolder,
}

fn role(text: &str) -> Result<AccountRole, String> {
    let known = || AccountRole::ALL.map(AccountRole::as_str).join(", ");
    AccountRole::parse(text).ok_or_else(|| format!("须为 / must be one of: {}", known()))
}

impl AccountCommand {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let runtime = serve::runtime()?;
        match self {
            Self::Add(it) => runtime.block_on(it.run()),
            Self::List(it) => runtime.block_on(async {
                let accounts = open(&it.data.place()).await?;
                accounts.all().iter().for_each(|it| println!("{}", line(it)));
                Ok(())
            }),
            Self::Disable(it) => runtime.block_on(async {
                let accounts = open(&it.data.place()).await?;
                let account = found(&accounts, &it.login)?;
                let revision = Revision { enabled: Some(false), ..Revision::default() };
                println!("{}", line(&*accounts.revise(account.id, revision).await?));
                Ok(())
            }),
            Self::Reset(it) => runtime.block_on(it.run()),
        }
    }
}

impl Add {
    async fn run(self) -> Result<()> {
        let accounts = open(&self.data.place()).await?;
        let person = self.person.as_deref().map(|it| person(&self.data.place(), it)).transpose()?;
        let grants = self.roles.into_iter().map(|it| Grant::usual(it, person)).collect();
        let password = self.password.read()?;
        let new =
            NewAccount { login: self.login, name: self.name, grants, person, password: Some(password.secret.clone()) };
        let account = accounts.create(new).await?;
        println!("{}", line(&account));
        password.tell();
        Ok(())
    }
}

impl Reset {
    async fn run(self) -> Result<()> {
        let accounts = open(&self.data.place()).await?;
        let account = found(&accounts, &self.login)?;
        let password = self.password.read()?;
        accounts.set_password(account.id, password.secret.clone()).await?;
        if account.totp {
            accounts.remove_second_factor(account.id).await?;
        }
        let revision = Revision { enabled: Some(true), ..Revision::default() };
        println!("{}", line(&*accounts.revise(account.id, revision).await?));
        password.tell();
        Ok(())
    }
}

/// A password that was read or made.
struct Chosen {
    secret: Secret,
    made: bool,
}

impl Password {
    fn read(&self) -> Result<Chosen> {
        if !self.password_stdin {
            return Ok(Chosen { secret: service::random_password()?, made: true });
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("读不到密码 / the password cannot be read")?;
        Ok(Chosen { secret: Secret::new(line.trim_end_matches(['\r', '\n'])), made: false })
    }
}

impl Chosen {
    /// Prints a password that was made: nobody else will ever know it.
    fn tell(&self) {
        if self.made {
            println!("密码 / password: {}", self.secret.reveal());
        }
    }
}

async fn open(place: &Place) -> Result<Accounts> {
    serve::check_place(place)?;
    Ok(Accounts::open(serve::open(place)?, Arc::new(SystemClock)).await?)
}

fn found(accounts: &Accounts, login: &str) -> Result<Arc<Account>> {
    accounts.of_login(login).with_context(|| format!("没有账号“{login}” / there is no account `{login}`"))
}

fn person(place: &Place, code: &str) -> Result<PersonId> {
    let district = store::read_district(place)?.context("还没有辖区 / there is no district yet")?;
    let at = district.persons.iter().position(|it| it.code == code);
    at.map(PersonId::at).with_context(|| format!("没有人员编号“{code}” / there is no person of number `{code}`"))
}

/// Tells an account in one line: login, roles, name, and what is special about it.
fn line(it: &Account) -> String {
    let roles: Vec<_> = it.grants.iter().map(|it| it.role.as_str()).collect();
    let marks = [
        (!it.is_enabled(), "停用 / disabled"),
        (!it.password, "无密码 / no password"),
        (it.totp, "动态码 / second factor"),
    ];
    let marks: Vec<_> = marks.into_iter().filter(|it| it.0).map(|it| it.1).collect();
    [it.login.clone(), roles.join(","), it.name.clone(), marks.join("; ")].join("\t").trim_end().to_owned()
}
