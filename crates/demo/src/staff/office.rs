//! Those who work at the centre, and the units that handle what is sent to them.

use model::District;

use super::people::People;

/// Number and post of each; the letter of the number tells the role, see `cast`.
const POSTS: [(&str, &str); 13] = [
    ("B01", "信息中心 · 系统管理员"),
    ("B02", "党政办公室 · 通报专员"),
    ("B03", "监督中心 · 值班长"),
    ("B04", "监督中心 · 值班长"),
    ("B05", "监督中心 · 受理员"),
    ("B06", "监督中心 · 受理员"),
    ("B07", "指挥中心 · 派遣员"),
    ("B08", "督查室 · 督查员"),
    ("C01", "环境卫生管理所 · 处置部门"),
    ("C02", "综合行政执法队 · 处置部门"),
    ("C03", "市政设施养护所 · 处置部门"),
    ("C04", "园林绿化管理所 · 处置部门"),
    ("C05", "规划建设办公室 · 处置部门"),
];

/// Adds them, where there are cells to look after; a district without sub-districts has its own.
pub(super) fn office(district: &mut District, people: &mut People) {
    if district.cells.is_empty() {
        return;
    }
    let place = district.subdistricts.first().map_or(&district.name, |it| &it.name).clone();
    for (code, post) in POSTS {
        people.add(district, code.to_owned(), format!("{place} {post}"));
    }
}
