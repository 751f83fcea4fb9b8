//! Roles: as what an account may act.

/// As what an account may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountRole {
    /// 居民.
    Resident,
    /// 网格员.
    GridMember,
    /// 网格长/监督中心值班长: also the shift leader who files or refuses.
    Supervisor,
    /// 包路领导/路长/街巷长.
    Leader,
    /// 处置部门.
    HandlingUnit,
    /// 受理员.
    Acceptor,
    /// 派遣员.
    Dispatcher,
    /// 督查员.
    Inspector,
    /// 区、街道办公室.
    Office,
    /// 系统管理员.
    Administrator,
}

impl AccountRole {
    /// All roles.
    pub const ALL: [Self; 10] = [
        Self::Resident,
        Self::GridMember,
        Self::Supervisor,
        Self::Leader,
        Self::HandlingUnit,
        Self::Acceptor,
        Self::Dispatcher,
        Self::Inspector,
        Self::Office,
        Self::Administrator,
    ];

    /// Identifier, Chinese and English word of each role.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Resident => ["resident", "居民", "resident"],
            Self::GridMember => ["grid_member", "网格员", "grid member"],
            Self::Supervisor => ["supervisor", "网格长", "supervisor"],
            Self::Leader => ["leader", "包路领导", "leader"],
            Self::HandlingUnit => ["handling_unit", "处置部门", "handling unit"],
            Self::Acceptor => ["acceptor", "受理员", "acceptor"],
            Self::Dispatcher => ["dispatcher", "派遣员", "dispatcher"],
            Self::Inspector => ["inspector", "督查员", "inspector"],
            Self::Office => ["office", "办公室", "office"],
            Self::Administrator => ["administrator", "管理员", "administrator"],
        }
    }

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the Chinese word.
    pub const fn zh(self) -> &'static str {
        self.words()[1]
    }

    /// Returns the English word.
    pub const fn en(self) -> &'static str {
        self.words()[2]
    }

    /// Tells whether accounts of this role need a second factor (FACTS.md, Faults and attacks): leaders, who are names that
    /// attackers know, and administrators, who can do everything.
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Self::Leader | Self::Administrator)
    }

    /// Returns the role with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}
