//! Accounts, sessions and tokens as they are sent and listed. No secret but a new one ever stands in an answer.

use axum::http::StatusCode;
use model::{
    Account, AccountRole, ApiToken, CategoryCode, Grant, PERMITS, Permission, PersonId, Scope, Secret, Session,
    SessionId, TokenScope,
};
use serde::Serialize;
use serde_json::{Map, Value};
use service::{AccountError, Ground};
use utoipa::ToSchema;

use super::{both, category_code, community, local_time, moment, person, road};
use crate::{Problem, caller::Caller};

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeWire {
    /// The account; `null` for who did not sign in.
    account: Option<AccountWire>,
    /// What the caller may do, for instance `see_incidents`: the page shows what is among them.
    permissions: Vec<&'static str>,
    /// Whether a second factor has to be enrolled before anything else.
    must_enrol: bool,
    /// Whether one may sign in as a persona with one click: a demonstration on this machine.
    personas: bool,
}

/// An account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccountWire {
    /// Its number.
    id: u32,
    login: String,
    name: String,
    /// The first one is the role it acts in where nothing else decides.
    roles: Vec<GrantWire>,
    /// The person or unit behind it.
    person: Option<AccountPersonWire>,
    /// RFC 3339.
    created_at: String,
    /// Since when nobody can sign in with it; `null` while it may be used.
    disabled_at: Option<String>,
    /// Whether it has a password.
    password: bool,
    /// Whether a second factor is enrolled.
    totp: bool,
}

/// The person or unit behind an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccountPersonWire {
    /// The staff number.
    code: String,
    name: String,
    post: String,
}

/// A role, and for what.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct GrantWire {
    /// For instance `supervisor`.
    role: &'static str,
    zh: &'static str,
    en: &'static str,
    scope: ScopeWire,
}

/// The part of the district that a role is about; empty lists leave their side open. A place is in it when its cell lies in one of
/// the sub-districts or communities, or when it lies on one of the roads.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScopeWire {
    /// Codes of sub-districts.
    subdistricts: Vec<String>,
    /// Codes of communities.
    communities: Vec<String>,
    /// Codes of roads.
    roads: Vec<String>,
    /// Staff numbers of persons and units: one of them answers for the case or was sent it.
    units: Vec<String>,
    /// Codes of categories.
    categories: Vec<String>,
}

/// A session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionWire {
    /// Its number.
    id: u32,
    /// RFC 3339.
    opened_at: String,
    /// When it was last used.
    seen_at: String,
    /// The address it was opened from.
    address: Option<String>,
    /// What the browser called itself.
    agent: String,
    /// Whether it is the one of this request.
    current: bool,
}

/// An API token; the token itself is shown when it is made only.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TokenWire {
    /// Its number.
    id: u32,
    name: String,
    /// Of `read`, `report`, `work`, `admin`.
    scopes: Vec<&'static str>,
    /// RFC 3339.
    made_at: String,
    /// `null` for never.
    expires_at: Option<String>,
}

/// What is sent to sign in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct SignInBody {
    login: String,
    password: String,
    /// The code of the second factor, where one is enrolled.
    code: Option<String>,
}

/// What is sent to make the first administrator.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct FirstBody {
    /// The one-time token that `wangge serve` printed.
    token: String,
    login: String,
    name: Option<String>,
    password: String,
}

/// A new password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct PasswordBody {
    /// The present one.
    password: String,
    /// Ten characters at least, not the login, no common one.
    new_password: String,
}

/// A password for an account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct NewPasswordBody {
    /// Ten characters at least, not the login, no common one.
    password: String,
}

/// A code of the second factor.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct CodeBody {
    /// Six digits.
    code: String,
}

/// A token that is asked for.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct TokenBody {
    /// What it is for.
    name: String,
    /// Of `read`, `report`, `work`, `admin`.
    scopes: Vec<String>,
    /// RFC 3339; `null` for never.
    expires_at: Option<String>,
}

/// A role that is given. Without a scope the role's usual one: a unit or leader has what its person answers for or was sent,
/// everybody else the whole district.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct GrantBody {
    /// For instance `supervisor`.
    role: String,
    /// The part of the district; `{}` for the whole.
    scope: Option<ScopeBody>,
}

/// A part of the district by codes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct ScopeBody {
    subdistricts: Option<Vec<String>>,
    communities: Option<Vec<String>>,
    roads: Option<Vec<String>>,
    units: Option<Vec<String>>,
    categories: Option<Vec<String>>,
}

/// An account that is made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct AccountBody {
    /// 2 to 40 lower-case letters, digits or . _ - @
    login: String,
    /// The login where it is absent.
    name: Option<String>,
    roles: Vec<GrantBody>,
    /// The staff number of the person or unit behind it.
    person: Option<String>,
    /// Without one nobody signs in until one is set.
    password: Option<String>,
}

/// What is to be different about an account; what is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct RevisionBody {
    name: Option<String>,
    roles: Option<Vec<GrantBody>>,
    /// A staff number; `null` for nobody.
    person: Option<String>,
    /// Whether it may be used.
    enabled: Option<bool>,
}

impl MeWire {
    pub(crate) fn new(caller: &Caller, personas: bool) -> Self {
        let ground = &caller.service.world().ground;
        Self {
            account: caller.account().map(|it| AccountWire::new(ground, it)),
            permissions: PERMITS
                .iter()
                .map(|it| it.permission)
                .filter(|it| caller.may(*it))
                .map(Permission::as_str)
                .collect(),
            must_enrol: caller.must_enrol,
            personas,
        }
    }
}

impl AccountWire {
    pub(crate) fn new(ground: &Ground, it: &Account) -> Self {
        let person = it.person.and_then(|id| ground.district.persons.get(id.index()));
        Self {
            id: it.id.0,
            login: it.login.clone(),
            name: it.name.clone(),
            roles: it.grants.iter().map(|it| GrantWire::new(ground, it)).collect(),
            person: person.map(|it| AccountPersonWire {
                code: it.code.clone(),
                name: it.name.clone(),
                post: it.post.clone(),
            }),
            created_at: local_time(it.created_at),
            disabled_at: it.disabled_at.map(local_time),
            password: it.password,
            totp: it.totp,
        }
    }
}

impl GrantWire {
    fn new(ground: &Ground, it: &Grant) -> Self {
        let scope = ScopeWire::new(ground, &it.scope);
        Self { role: it.role.as_str(), zh: it.role.zh(), en: it.role.en(), scope }
    }
}

impl ScopeWire {
    pub(crate) fn new(ground: &Ground, it: &Scope) -> Self {
        let district = &ground.district;
        let Scope { subdistricts, communities, roads, units, categories } = it;
        Self {
            subdistricts: subdistricts
                .iter()
                .filter_map(|it| Some(district.subdistricts.get(it.index())?.code.clone()))
                .collect(),
            communities: communities
                .iter()
                .filter_map(|it| Some(district.communities.get(it.index())?.code.clone()))
                .collect(),
            roads: roads.iter().filter_map(|it| Some(district.roads.get(it.index())?.code.clone())).collect(),
            units: units.iter().filter_map(|it| Some(district.persons.get(it.index())?.code.clone())).collect(),
            categories: categories.iter().map(CategoryCode::to_string).collect(),
        }
    }
}

impl SessionWire {
    pub(crate) fn new(it: &Session, current: Option<SessionId>) -> Self {
        Self {
            id: it.id.0,
            opened_at: local_time(it.opened_at),
            seen_at: local_time(it.seen_at),
            address: it.from.map(|it| it.to_string()),
            agent: it.agent.clone(),
            current: Some(it.id) == current,
        }
    }
}

impl TokenWire {
    pub(crate) fn new(it: &ApiToken) -> Self {
        Self {
            id: it.id.0,
            name: it.name.clone(),
            scopes: it.scopes.iter().map(|it| it.as_str()).collect(),
            made_at: local_time(it.made_at),
            expires_at: it.expires_at.map(local_time),
        }
    }
}

/// The fields of a body, read one by one so that a bad one is named with its value.
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(body: &'a Value) -> Result<Self, Problem> {
        let wrong = || Problem::invalid("body", body.clone(), "须为 JSON 对象", "must be a JSON object");
        body.as_object().map(Self).ok_or_else(wrong)
    }

    /// Returns a value that is there and not null.
    pub(crate) fn value(&self, field: &str) -> Option<&'a Value> {
        self.0.get(field).filter(|it| !it.is_null())
    }

    pub(crate) fn text(&self, field: &str) -> Result<Option<&'a str>, Problem> {
        let wrong = |it: &Value| Problem::invalid(field, it.clone(), "须为文字", "must be a text");
        self.value(field).map(|it| it.as_str().ok_or_else(|| wrong(it))).transpose()
    }

    pub(crate) fn required(&self, field: &str) -> Result<&'a str, Problem> {
        self.text(field)?.ok_or_else(|| missing(field))
    }

    /// Returns a secret, which is not repeated where it is wrong.
    pub(crate) fn secret(&self, field: &str) -> Result<Option<Secret>, Problem> {
        let wrong = || Problem::invalid(field, Value::Null, "须为文字", "must be a text");
        self.value(field).map(|it| it.as_str().map(Secret::new).ok_or_else(wrong)).transpose()
    }

    pub(crate) fn required_secret(&self, field: &str) -> Result<Secret, Problem> {
        self.secret(field)?.ok_or_else(|| missing(field))
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, Problem> {
        let wrong = |it: &Value| Problem::invalid(field, it.clone(), "须为布尔值", "must be true or false");
        self.value(field).map(|it| it.as_bool().ok_or_else(|| wrong(it))).transpose()
    }

    /// Tells whether a field is there, also where it is null.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// Returns a list of texts; an empty one where the field is absent or null.
    pub(crate) fn texts(&self, field: &str) -> Result<Vec<&'a str>, Problem> {
        let wrong = |it: &Value| Problem::invalid(field, it.clone(), "须为文字列表", "must be a list of texts");
        let Some(value) = self.value(field) else { return Ok(vec![]) };
        let list = value.as_array().ok_or_else(|| wrong(value))?;
        list.iter().map(|it| it.as_str().ok_or_else(|| wrong(value))).collect()
    }

    #[expect(clippy::option_option, reason = "an absent person stays, a null one goes")]
    /// Returns a person by staff number; the inner `None` where the field is null.
    pub(crate) fn person(&self, ground: &Ground) -> Result<Option<Option<PersonId>>, Problem> {
        if !self.has("person") {
            return Ok(None);
        }
        self.text("person")?.map(|it| person(ground, "person", it)).transpose().map(Some)
    }

    pub(crate) fn token_scopes(&self) -> Result<Vec<TokenScope>, Problem> {
        let known = TokenScope::ALL.map(TokenScope::as_str).join(", ");
        let wrong =
            |it: &str| Problem::invalid("scopes", it, format!("须为 {known} 之一"), format!("must be one of {known}"));
        self.texts("scopes")?.into_iter().map(|it| TokenScope::parse(it).ok_or_else(|| wrong(it))).collect()
    }

    pub(crate) fn moment(&self, field: &str) -> Result<Option<i64>, Problem> {
        self.text(field)?.map(|it| moment(field, it)).transpose()
    }

    /// Returns the grants; `None` where nothing is said of them.
    pub(crate) fn grants(&self, ground: &Ground, person: Option<PersonId>) -> Result<Option<Vec<Grant>>, Problem> {
        let Some(value) = self.value("roles") else { return Ok(None) };
        let wrong = || Problem::invalid("roles", value.clone(), "须为角色列表", "must be a list of roles");
        let list = value.as_array().ok_or_else(wrong)?;
        list.iter().map(|it| Fields::of(it)?.grant(ground, person)).collect::<Result<_, _>>().map(Some)
    }

    fn grant(&self, ground: &Ground, person: Option<PersonId>) -> Result<Grant, Problem> {
        let word = self.required("role")?;
        let known = || AccountRole::ALL.map(AccountRole::as_str).join(", ");
        let role = AccountRole::parse(word).ok_or_else(|| {
            Problem::invalid("role", word, format!("须为 {} 之一", known()), format!("must be one of {}", known()))
        })?;
        match self.value("scope") {
            Some(scope) => Ok(Grant { role, scope: Fields::of(scope)?.scope(ground)? }),
            None => Ok(Grant::usual(role, person)),
        }
    }

    /// Reads the fields of a scope.
    pub(crate) fn scope(&self, ground: &Ground) -> Result<Scope, Problem> {
        let district = &ground.district;
        let subdistrict = |code: &str| {
            let at = district.subdistricts.iter().position(|it| it.code == code);
            let unknown = || Problem::invalid("subdistricts", code, "没有这个街道", "there is no such sub-district");
            at.map(model::SubdistrictId::at).ok_or_else(unknown)
        };
        Ok(Scope {
            subdistricts: self.texts("subdistricts")?.into_iter().map(subdistrict).collect::<Result<_, _>>()?,
            communities: self.each("communities", |it| community(ground, "communities", it))?,
            roads: self.each("roads", |it| road(ground, "roads", it))?,
            units: self.each("units", |it| person_of(ground, it))?,
            categories: self.each("categories", |it| category_code(ground, "categories", it))?,
        })
    }

    fn each<T>(&self, field: &str, read: impl Fn(&str) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
        self.texts(field)?.into_iter().map(read).collect()
    }
}

fn person_of(ground: &Ground, code: &str) -> Result<PersonId, Problem> {
    person(ground, "units", code)
}

fn missing(field: &str) -> Problem {
    Problem::invalid(field, Value::Null, "必填", "required")
}

/// Says why something with accounts is refused.
pub(crate) fn refused_account(err: AccountError) -> Problem {
    let (zh, en) = both(&err.to_string());
    let problem = |status, kind, title| Problem::new(status, kind, title, zh.clone(), en.clone());
    match err {
        AccountError::Refused(it) => it.into(),
        AccountError::Credentials => {
            problem(StatusCode::UNAUTHORIZED, "/problems/credentials", "登录失败 / Sign-in failed")
        }
        AccountError::CodeNeeded => {
            problem(StatusCode::UNAUTHORIZED, "/problems/code-needed", "需要动态码 / Code needed")
        }
        AccountError::Throttled { seconds } => Problem::later(zh, en, seconds),
        AccountError::Busy => Problem::later(zh, en, 1),
        AccountError::Unknown => Problem::not_found(zh, en),
        AccountError::LastAdministrator => {
            problem(StatusCode::CONFLICT, "/problems/last-administrator", "最后一个管理员 / Last administrator")
        }
        AccountError::AlreadyEnrolled => {
            problem(StatusCode::CONFLICT, "/problems/already-enrolled", "已启用 / Already enrolled")
        }
        AccountError::FirstToken => {
            problem(StatusCode::FORBIDDEN, "/problems/first-token", "口令无效 / Token not valid")
        }
        AccountError::Random => Problem::internal(&err),
        AccountError::Store(err) => Problem::store(&err),
    }
}
