//! Areas: sub-districts, communities and unit cells.

use crate::{CommunityId, Polygon, SubdistrictId};

/// A sub-district (街道/乡镇).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subdistrict {
    /// Nine digits: six of the county, three of the sub-district.
    pub code: String,
    /// The name as people say it, for instance 粤海街道.
    pub name: String,
    /// The name in English, where one is known.
    pub name_en: Option<String>,
}

/// A community (社区/村). A sub-district without known communities has one of the sub-district's own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Twelve digits: nine of the sub-district, three of the community.
    pub code: String,
    /// The name.
    pub name: String,
    /// The name in English, where one is known.
    pub name_en: Option<String>,
    /// The sub-district it belongs to.
    pub subdistrict: SubdistrictId,
}

/// A unit cell (单元网格): the smallest area with an owner. Those of one version leave no gap and share no ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCell {
    /// Fifteen digits: twelve of the community, three of the sequence, which runs west to east, then north to south.
    pub code: String,
    /// The community it lies in.
    pub community: CommunityId,
    /// The ground it covers, or covered last: what its live edges enclose.
    pub polygon: Polygon,
    /// A place well inside, for its label.
    pub label: crate::Point,
    /// When it holds. A cell keeps its id and code while most of its ground stays; a code that ended never comes back.
    pub span: crate::Span,
}
