//! Permissions: which role may do which kind of operation. What may be done to a case is a table of its own
//! ([`crate::case::RULES`]).

use crate::{
    AccountRole::{self, Administrator, Dispatcher, Inspector, Office, Supervisor},
    TokenScope,
};

/// A kind of operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See the district, its areas and roads, the categories; ask who answers for a spot, without people's names.
    SeeMap,
    /// Report an incident.
    Report,
    /// See incidents: those in the scope, and one's own.
    SeeIncidents,
    /// See who holds which duty, leaves and rulings, and how well the district is covered.
    SeePeople,
    /// Move cases on, each verb as its own rule says.
    Work,
    /// Put rulings and choices on record.
    Rule,
    /// Put leaves on record.
    ManagePeople,
    /// Change the partition and the duties.
    EditPartition,
    /// Change categories, calendars, profiles and other settings.
    Configure,
    /// Import people, duties and tables.
    Import,
    /// Make, change and disable accounts.
    ManageAccounts,
    /// Read the audit trail.
    SeeAudit,
    /// Set up robots of chat groups, and look after what is sent to them.
    ManageRobots,
    /// Share saved views with a role or the district; it shows nobody more than they may see.
    ShareViews,
}

/// A line of the table of permissions.
#[derive(Clone, Copy, Debug)]
pub struct Permit {
    /// What.
    pub permission: Permission,
    /// Who may: everybody, also who did not sign in, or these roles.
    pub who: Who,
    /// Whether it is about the whole district, so that only a grant over every place gives it.
    pub whole_district: bool,
    /// What an API token must be good for.
    pub token: TokenScope,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// What it is called in English.
    pub en: &'static str,
}

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, also who did not sign in.
    Anyone,
    /// Accounts of these roles.
    Roles(&'static [AccountRole]),
}

/// All but residents.
const STAFF: &[AccountRole] = AccountRole::ALL.split_at(1).1;

const fn line(permission: Permission, who: Who, token: TokenScope, zh: &'static str, en: &'static str) -> Permit {
    Permit { permission, who, whole_district: false, token, zh, en }
}

const fn whole(
    permission: Permission,
    roles: &'static [AccountRole],
    token: TokenScope,
    zh: &'static str,
    en: &'static str,
) -> Permit {
    Permit { permission, who: Who::Roles(roles), whole_district: true, token, zh, en }
}

/// The table, one line for each permission in the order of [`Permission`].
pub const PERMITS: &[Permit] = &[
    line(Permission::SeeMap, Who::Anyone, TokenScope::Read, "查看地图", "see the map"),
    line(Permission::Report, Who::Anyone, TokenScope::Report, "上报", "report"),
    line(Permission::SeeIncidents, Who::Roles(&AccountRole::ALL), TokenScope::Read, "查看案件", "see incidents"),
    line(Permission::SeePeople, Who::Roles(STAFF), TokenScope::Read, "查看人员与责任", "see people and duties"),
    line(Permission::Work, Who::Roles(&AccountRole::ALL), TokenScope::Work, "办理案件", "work on cases"),
    line(Permission::Rule, Who::Roles(&[Supervisor, Dispatcher]), TokenScope::Work, "确权", "put rulings on record"),
    whole(
        Permission::ManagePeople,
        &[Supervisor, Office, Administrator],
        TokenScope::Work,
        "管理人员",
        "manage people",
    ),
    whole(
        Permission::EditPartition,
        &[Supervisor, Office, Administrator],
        TokenScope::Work,
        "修改网格与责任",
        "change cells and duties",
    ),
    whole(Permission::Configure, &[Office, Administrator], TokenScope::Admin, "修改设置", "change settings"),
    whole(Permission::Import, &[Office, Administrator], TokenScope::Admin, "导入", "import"),
    whole(Permission::ManageAccounts, &[Administrator], TokenScope::Admin, "管理账号", "manage accounts"),
    whole(Permission::SeeAudit, &[Administrator, Inspector], TokenScope::Admin, "查看审计", "see the audit trail"),
    whole(Permission::ManageRobots, &[Administrator], TokenScope::Admin, "管理群机器人", "manage robots"),
    line(
        Permission::ShareViews,
        Who::Roles(&[Supervisor, Office, Administrator]),
        TokenScope::Work,
        "共享常用筛选",
        "share saved views",
    ),
];

impl Permission {
    /// Returns the line of the table.
    pub const fn permit(self) -> &'static Permit {
        &PERMITS[self as usize]
    }

    /// Returns the roles that may; all where everybody may.
    pub const fn roles(self) -> &'static [AccountRole] {
        match self.permit().who {
            Who::Anyone => &AccountRole::ALL,
            Who::Roles(roles) => roles,
        }
    }

    /// Tells whether somebody may who did not sign in.
    pub const fn is_public(self) -> bool {
        matches!(self.permit().who, Who::Anyone)
    }

    /// Returns the identifier used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SeeMap => "see_map",
            Self::Report => "report",
            Self::SeeIncidents => "see_incidents",
            Self::SeePeople => "see_people",
            Self::Work => "work",
            Self::Rule => "rule",
            Self::ManagePeople => "manage_people",
            Self::EditPartition => "edit_partition",
            Self::Configure => "configure",
            Self::Import => "import",
            Self::ManageAccounts => "manage_accounts",
            Self::SeeAudit => "see_audit",
            Self::ManageRobots => "manage_robots",
            Self::ShareViews => "share_views",
        }
    }
}

impl crate::Account {
    /// Tells whether one of its grants gives a permission.
    pub fn may(&self, permission: Permission) -> bool {
        let permit = permission.permit();
        permission.is_public()
            || self
                .grants
                .iter()
                .any(|it| permission.roles().contains(&it.role) && (!permit.whole_district || it.scope.is_everything()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Account, AccountId, Grant, Scope, SubdistrictId};

    #[test]
    fn every_permission_has_its_own_line() {
        for (at, it) in PERMITS.iter().enumerate() {
            assert_eq!(it.permission as usize, at, "{}", it.permission.as_str());
            assert_eq!(it.permission.permit().en, it.en);
        }
        assert_eq!(PERMITS.len(), Permission::ShareViews as usize + 1);
    }

    #[test]
    fn who_looks_after_a_part_changes_nothing_of_the_whole() {
        let account = |scope| Account {
            id: AccountId(0),
            login: "a".into(),
            name: "A".into(),
            grants: vec![Grant { role: AccountRole::Supervisor, scope }],
            person: None,
            created_at: 0,
            disabled_at: None,
            password: true,
            totp: false,
        };
        let part = account(Scope { subdistricts: vec![SubdistrictId(0)], ..Scope::default() });
        assert!(part.may(Permission::SeeIncidents) && part.may(Permission::Rule));
        assert!(!part.may(Permission::EditPartition) && !part.may(Permission::ManagePeople));
        assert!(account(Scope::EVERYTHING).may(Permission::EditPartition));
        assert!(!account(Scope::EVERYTHING).may(Permission::ManageAccounts));
    }
}
