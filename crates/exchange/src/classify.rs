//! What the tags of the drawn ground and of places mean (source of the tags: OSM wiki, Map features).

use model::{BackdropKind, LandmarkKind};

use crate::tags::Tags;

/// Returns what an area with these tags is on the drawn ground.
pub(crate) fn area(tags: &Tags<'_>) -> Option<BackdropKind> {
    let underground = tags.is("location", "underground");
    if tags.get("building").is_some_and(|it| it != "no") {
        return (!underground).then_some(BackdropKind::Building);
    }
    if tags.is_any("natural", &["water", "wetland", "bay"])
        || tags.is_any("waterway", &["riverbank", "dock"])
        || tags.is_any("landuse", &["reservoir", "basin"])
    {
        return Some(BackdropKind::Water);
    }
    if tags.is_any("amenity", &["school", "university", "college", "hospital", "kindergarten"]) {
        return Some(BackdropKind::Institution);
    }
    if let Some(leisure) = tags.get("leisure") {
        match leisure {
            "park" | "garden" | "golf_course" | "nature_reserve" => return Some(BackdropKind::Green),
            "pitch" | "track" | "stadium" | "sports_centre" => return Some(BackdropKind::Sports),
            "swimming_pool" => return Some(BackdropKind::Water),
            _ => {}
        }
    }
    if let Some(landuse) = tags.get("landuse") {
        match landuse {
            "residential" => return Some(BackdropKind::Housing),
            "commercial" | "retail" => return Some(BackdropKind::Commercial),
            "industrial" | "railway" | "depot" => return Some(BackdropKind::Industrial),
            "education" => return Some(BackdropKind::Institution),
            "grass" | "forest" | "meadow" | "village_green" | "recreation_ground" | "cemetery" | "orchard"
            | "farmland" | "flowerbed" | "greenery" | "plant_nursery" => return Some(BackdropKind::Green),
            _ => {}
        }
    }
    if tags.is_any("natural", &["wood", "scrub", "grassland", "heath"]) {
        return Some(BackdropKind::Green);
    }
    let square = tags.is("place", "square");
    let paved = tags.is("highway", "pedestrian") && tags.is("area", "yes");
    (square || paved).then_some(BackdropKind::Plaza)
}

/// Returns what a line with these tags is on the drawn ground. Tracks and streams below the ground are not drawn.
pub(crate) fn line(tags: &Tags<'_>) -> Option<BackdropKind> {
    let hidden = tags.get("tunnel").is_some_and(|it| it != "no");
    if tags.is_any("railway", &["rail", "light_rail", "subway", "tram", "narrow_gauge", "monorail"]) {
        return (!hidden).then_some(BackdropKind::Railway);
    }
    if tags.is_any("waterway", &["river", "stream", "canal", "drain", "ditch"]) {
        return (!hidden).then_some(BackdropKind::Stream);
    }
    tags.is_any("barrier", &["wall", "fence", "city_wall", "retaining_wall"]).then_some(BackdropKind::Wall)
}

/// Returns what place people know by these tags, whether drawn as a point or as an area; names are not looked at.
pub(crate) fn landmark(tags: &Tags<'_>) -> Option<LandmarkKind> {
    if let Some(amenity) = tags.get("amenity") {
        return of_amenity(amenity, tags);
    }
    if tags.get("shop").is_some_and(|it| it != "no" && it != "vacant") {
        return Some(LandmarkKind::Shop);
    }
    if tags.is_any("railway", &["station", "halt", "subway_entrance", "tram_stop"])
        || tags.is("highway", "bus_stop")
        || tags.is_any("public_transport", &["station", "platform"])
    {
        return Some(LandmarkKind::Station);
    }
    if tags.is_any("leisure", &["park", "garden", "nature_reserve"]) {
        return Some(LandmarkKind::Park);
    }
    if tags.is_any("office", &["government", "administrative"]) {
        return Some(LandmarkKind::Government);
    }
    if tags.get("healthcare").is_some() {
        return Some(LandmarkKind::Hospital);
    }
    if tags.is("landuse", "residential") || tags.is("place", "neighbourhood") {
        return Some(LandmarkKind::Compound);
    }
    let other = ["tourism", "office", "historic", "leisure"].into_iter().any(|key| tags.get(key).is_some());
    (other || tags.is("place", "square")).then_some(LandmarkKind::Other)
}

fn of_amenity(amenity: &str, tags: &Tags<'_>) -> Option<LandmarkKind> {
    Some(match amenity {
        "marketplace" => LandmarkKind::Market,
        "restaurant" | "fast_food" | "cafe" | "food_court" | "bar" | "pub" | "ice_cream" => LandmarkKind::Restaurant,
        "school" | "university" | "college" | "kindergarten" => LandmarkKind::School,
        "hospital" | "clinic" | "doctors" | "dentist" => LandmarkKind::Hospital,
        "toilets" => LandmarkKind::Toilet,
        "recycling" if tags.is("recycling_type", "container") => return None,
        "waste_transfer_station" | "waste_disposal" | "recycling" => LandmarkKind::RefuseStation,
        "townhall" | "police" | "courthouse" | "fire_station" | "community_centre" => LandmarkKind::Government,
        "bus_station" | "ferry_terminal" => LandmarkKind::Station,
        // Street furniture, of which there is too much to go by.
        "parking" | "parking_entrance" | "parking_space" | "bicycle_parking" | "motorcycle_parking"
        | "bicycle_rental" | "bench" | "atm" | "vending_machine" | "post_box" | "shelter" | "waste_basket"
        | "telephone" | "drinking_water" | "charging_station" | "clock" | "fountain" => return None,
        _ => LandmarkKind::Other,
    })
}

/// Returns how a nameless place is called, for the kinds that matter without a name.
pub(crate) fn default_name(kind: LandmarkKind) -> Option<&'static str> {
    match kind {
        LandmarkKind::Toilet => Some("公共厕所"),
        LandmarkKind::Market => Some("集贸市场"),
        LandmarkKind::RefuseStation => Some("垃圾转运站"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<const N: usize>(pairs: [(&'static str, &'static str); N]) -> Tags<'static> {
        pairs.into_iter().collect()
    }

    #[test]
    fn a_school_building_is_a_building_and_its_ground_an_institution() {
        assert_eq!(area(&tags([("amenity", "school"), ("building", "yes")])), Some(BackdropKind::Building));
        assert_eq!(area(&tags([("amenity", "school")])), Some(BackdropKind::Institution));
        assert_eq!(area(&tags([("amenity", "bench")])), None);
        assert_eq!(area(&tags([("building", "no")])), None);
    }

    #[test]
    fn a_subway_in_a_tunnel_is_not_drawn() {
        assert_eq!(line(&tags([("railway", "subway"), ("tunnel", "yes")])), None);
        assert_eq!(line(&tags([("railway", "subway")])), Some(BackdropKind::Railway));
        assert_eq!(line(&tags([("waterway", "stream"), ("tunnel", "culvert")])), None);
    }

    #[test]
    fn places_are_what_the_field_calls_them() {
        for (key, value, kind) in [
            ("amenity", "marketplace", LandmarkKind::Market),
            ("amenity", "toilets", LandmarkKind::Toilet),
            ("amenity", "police", LandmarkKind::Government),
            ("amenity", "recycling", LandmarkKind::RefuseStation),
            ("shop", "supermarket", LandmarkKind::Shop),
            ("railway", "subway_entrance", LandmarkKind::Station),
            ("landuse", "residential", LandmarkKind::Compound),
            ("leisure", "park", LandmarkKind::Park),
            ("tourism", "museum", LandmarkKind::Other),
        ] {
            assert_eq!(landmark(&tags([(key, value)])), Some(kind), "{key}={value}");
        }
        assert_eq!(landmark(&tags([("amenity", "bench")])), None);
        assert_eq!(landmark(&tags([("highway", "residential")])), None);
    }
}
