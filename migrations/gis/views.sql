-- Views with geometry for QGIS and other map programs, in CGCS2000 degrees (EPSG:4490): made where PostGIS is there, and made anew
-- whenever this file or the tables change. Each has one geometry column of one type and a column `id` that tells its rows apart.

-- From lattice units (0.1 mm, transverse Mercator of scale 1 around the district's origin) to degrees.
CREATE FUNCTION gis.degrees(lattice geometry, origin_lon DOUBLE PRECISION, origin_lat DOUBLE PRECISION) RETURNS geometry
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ST_Transform(
        ST_Scale(lattice, 0.0001, 0.0001),
        '+proj=tmerc +lat_0=' || origin_lat || ' +lon_0=' || origin_lon || ' +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
        4490);

CREATE VIEW gis.cells AS
SELECT c.id, c.code, m.code AS community_code, m.name AS community, s.code AS subdistrict_code, s.name AS subdistrict,
    gis.degrees(ST_GeomFromText(c.geometry), d.origin_lon, d.origin_lat)::geometry(Polygon, 4490) AS geom
FROM unit_cell c JOIN community m ON m.id = c.community JOIN subdistrict s ON s.id = m.subdistrict CROSS JOIN district d
WHERE c.to_version IS NULL;
COMMENT ON VIEW gis.cells IS '单元网格（现行）';
COMMENT ON COLUMN gis.cells.code IS '网格编码';
COMMENT ON COLUMN gis.cells.community_code IS '社区编码';
COMMENT ON COLUMN gis.cells.community IS '社区';
COMMENT ON COLUMN gis.cells.subdistrict_code IS '街道编码';
COMMENT ON COLUMN gis.cells.subdistrict IS '街道';

CREATE VIEW gis.communities AS
SELECT m.id, m.code, m.name, m.name_en, s.name AS subdistrict, c.cells,
    gis.degrees(ST_Multi(c.lattice), d.origin_lon, d.origin_lat)::geometry(MultiPolygon, 4490) AS geom
FROM community m JOIN subdistrict s ON s.id = m.subdistrict
    JOIN (SELECT community, count(*) AS cells, ST_Union(ST_GeomFromText(geometry)) AS lattice
          FROM unit_cell WHERE to_version IS NULL GROUP BY community) c ON c.community = m.id
    CROSS JOIN district d;
COMMENT ON VIEW gis.communities IS '社区（由现行单元网格合成）';
COMMENT ON COLUMN gis.communities.code IS '社区编码';
COMMENT ON COLUMN gis.communities.name IS '社区';
COMMENT ON COLUMN gis.communities.name_en IS '英文名';
COMMENT ON COLUMN gis.communities.subdistrict IS '街道';
COMMENT ON COLUMN gis.communities.cells IS '单元网格数';

CREATE VIEW gis.subdistricts AS
SELECT s.id, s.code, s.name, s.name_en,
    gis.degrees(ST_Multi(c.lattice), d.origin_lon, d.origin_lat)::geometry(MultiPolygon, 4490) AS geom
FROM subdistrict s
    JOIN (SELECT m.subdistrict, ST_Union(ST_GeomFromText(u.geometry)) AS lattice
          FROM unit_cell u JOIN community m ON m.id = u.community WHERE u.to_version IS NULL GROUP BY m.subdistrict) c
        ON c.subdistrict = s.id
    CROSS JOIN district d;
COMMENT ON VIEW gis.subdistricts IS '街道（由现行单元网格合成）';
COMMENT ON COLUMN gis.subdistricts.code IS '街道编码';
COMMENT ON COLUMN gis.subdistricts.name IS '街道';
COMMENT ON COLUMN gis.subdistricts.name_en IS '英文名';

CREATE VIEW gis.boundary AS
SELECT d.id, d.code, d.name, gis.degrees(ST_Multi(c.lattice), d.origin_lon, d.origin_lat)::geometry(MultiPolygon, 4490) AS geom
FROM district d
    CROSS JOIN (SELECT ST_Union(ST_GeomFromText(geometry)) AS lattice FROM unit_cell WHERE to_version IS NULL) c;
COMMENT ON VIEW gis.boundary IS '辖区边界';
COMMENT ON COLUMN gis.boundary.code IS '辖区编码';
COMMENT ON COLUMN gis.boundary.name IS '辖区';

CREATE VIEW gis.borders AS
SELECT e.id, l.code AS left_cell, r.code AS right_cell, e.class, g.code AS segment,
    gis.degrees(ST_GeomFromText(e.geometry), d.origin_lon, d.origin_lat)::geometry(LineString, 4490) AS geom
FROM cell_edge e LEFT JOIN unit_cell l ON l.id = e.left_cell LEFT JOIN unit_cell r ON r.id = e.right_cell
    LEFT JOIN road_segment g ON g.id = e.segment CROSS JOIN district d
WHERE e.to_version IS NULL;
COMMENT ON VIEW gis.borders IS '网格边界线（现行）';
COMMENT ON COLUMN gis.borders.left_cell IS '左侧网格编码，空为辖区外';
COMMENT ON COLUMN gis.borders.right_cell IS '右侧网格编码，空为辖区外';
COMMENT ON COLUMN gis.borders.class IS '沿什么划界';
COMMENT ON COLUMN gis.borders.segment IS '路段编码';

CREATE VIEW gis.road_segments AS
SELECT g.id, g.code, r.code AS road_code, r.name AS road, g.class, g.level, g.from_m, g.to_m, g.width_m,
    gis.degrees(ST_GeomFromText(g.geometry), d.origin_lon, d.origin_lat)::geometry(LineString, 4490) AS geom
FROM road_segment g JOIN road r ON r.id = g.road CROSS JOIN district d;
COMMENT ON VIEW gis.road_segments IS '路段';
COMMENT ON COLUMN gis.road_segments.code IS '路段编码';
COMMENT ON COLUMN gis.road_segments.road_code IS '道路编码';
COMMENT ON COLUMN gis.road_segments.road IS '道路';
COMMENT ON COLUMN gis.road_segments.class IS '等级';
COMMENT ON COLUMN gis.road_segments.level IS '养护级别';
COMMENT ON COLUMN gis.road_segments.from_m IS '起点里程（米）';
COMMENT ON COLUMN gis.road_segments.to_m IS '终点里程（米）';
COMMENT ON COLUMN gis.road_segments.width_m IS '宽度（米）';

CREATE VIEW gis.roads AS
SELECT r.id, r.code, r.name, r.name_en, r.class, g.segments,
    gis.degrees(ST_Multi(g.lattice), d.origin_lon, d.origin_lat)::geometry(MultiLineString, 4490) AS geom
FROM road r
    JOIN (SELECT road, count(*) AS segments, ST_Collect(ST_GeomFromText(geometry) ORDER BY id) AS lattice
          FROM road_segment GROUP BY road) g ON g.road = r.id
    CROSS JOIN district d;
COMMENT ON VIEW gis.roads IS '道路';
COMMENT ON COLUMN gis.roads.code IS '道路编码';
COMMENT ON COLUMN gis.roads.name IS '道路';
COMMENT ON COLUMN gis.roads.name_en IS '英文名';
COMMENT ON COLUMN gis.roads.class IS '等级';
COMMENT ON COLUMN gis.roads.segments IS '路段数';

CREATE VIEW gis.frontages AS
SELECT f.id, f.code, f.name, g.code AS segment, f.side,
    gis.degrees(ST_GeomFromText(f.geometry), d.origin_lon, d.origin_lat)::geometry(Polygon, 4490) AS geom
FROM frontage_zone f JOIN road_segment g ON g.id = f.segment CROSS JOIN district d
WHERE f.to_version IS NULL;
COMMENT ON VIEW gis.frontages IS '门前三包责任区（现行）';
COMMENT ON COLUMN gis.frontages.code IS '责任区编码';
COMMENT ON COLUMN gis.frontages.name IS '名称';
COMMENT ON COLUMN gis.frontages.segment IS '路段编码';
COMMENT ON COLUMN gis.frontages.side IS '道路左侧或右侧';

CREATE VIEW gis.landmarks AS
SELECT k.id, k.kind, k.name,
    gis.degrees(ST_MakePoint(k.x, k.y), d.origin_lon, d.origin_lat)::geometry(Point, 4490) AS geom
FROM landmark k CROSS JOIN district d;
COMMENT ON VIEW gis.landmarks IS '地标';
COMMENT ON COLUMN gis.landmarks.kind IS '类别';
COMMENT ON COLUMN gis.landmarks.name IS '名称';

CREATE VIEW gis.incidents AS
SELECT i.id, i.category, i.stage, i.source, to_timestamp(i.reported_at / 1000.0) AS reported_at, c.code AS cell, g.code AS segment,
    m.name AS member, l.name AS leader, i.settled <> 0 AS settled, i.made_up,
    ST_SetSRID(ST_MakePoint(i.lon, i.lat), 4490)::geometry(Point, 4490) AS geom
FROM incident i LEFT JOIN unit_cell c ON c.id = i.cell LEFT JOIN road_segment g ON g.id = i.segment
    LEFT JOIN person m ON m.id = i.member LEFT JOIN person l ON l.id = i.leader;
COMMENT ON VIEW gis.incidents IS '案件';
COMMENT ON COLUMN gis.incidents.category IS '小类代码';
COMMENT ON COLUMN gis.incidents.stage IS '阶段';
COMMENT ON COLUMN gis.incidents.source IS '来源';
COMMENT ON COLUMN gis.incidents.reported_at IS '上报时间';
COMMENT ON COLUMN gis.incidents.cell IS '网格编码';
COMMENT ON COLUMN gis.incidents.segment IS '路段编码';
COMMENT ON COLUMN gis.incidents.member IS '网格员';
COMMENT ON COLUMN gis.incidents.leader IS '包路领导';
COMMENT ON COLUMN gis.incidents.settled IS '是否办结';
COMMENT ON COLUMN gis.incidents.made_up IS '是否虚构（演示）';
