-- The district, its people and duties, the incidents and what happened to them.
--
-- Geometry is WKT in lattice units: 0.1 mm east and north of (origin_lon, origin_lat), transverse Mercator of scale 1
-- on GRS 80. Times are milliseconds since 1970-01-01T00:00:00Z. Ids of what lies still are positions from 0.

CREATE TABLE district (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    name        TEXT NOT NULL,
    code        TEXT NOT NULL,
    fictional   INTEGER NOT NULL,
    attribution TEXT NOT NULL,
    origin_lon  REAL NOT NULL,
    origin_lat  REAL NOT NULL
) STRICT;

CREATE TABLE subdistrict (
    id      INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    name_en TEXT
) STRICT;

CREATE TABLE community (
    id          INTEGER PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    name_en     TEXT,
    subdistrict INTEGER NOT NULL REFERENCES subdistrict (id)
) STRICT;

CREATE TABLE unit_cell (
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    community INTEGER NOT NULL REFERENCES community (id),
    label_x   INTEGER NOT NULL,
    label_y   INTEGER NOT NULL,
    geometry  TEXT NOT NULL
) STRICT;

CREATE TABLE road (
    id      INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT,
    name_en TEXT,
    class   TEXT NOT NULL
) STRICT;

CREATE TABLE road_segment (
    id       INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    road     INTEGER NOT NULL REFERENCES road (id),
    class    TEXT NOT NULL,
    level    TEXT NOT NULL,
    from_m   REAL NOT NULL,
    to_m     REAL NOT NULL,
    width_m  REAL NOT NULL,
    geometry TEXT NOT NULL
) STRICT;

CREATE TABLE backdrop (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT,
    geometry TEXT NOT NULL
) STRICT;

CREATE TABLE landmark (
    id   INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    x    INTEGER NOT NULL,
    y    INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id      INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    post    TEXT NOT NULL,
    made_up INTEGER NOT NULL
) STRICT;

-- A duty is about one road, or about the cells that duty_cell lists.
CREATE TABLE duty (
    id     INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL,
    road   INTEGER REFERENCES road (id)
) STRICT;

CREATE TABLE duty_cell (
    duty INTEGER NOT NULL REFERENCES duty (id),
    cell INTEGER NOT NULL REFERENCES unit_cell (id),
    PRIMARY KEY (duty, cell)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
    id          BLOB PRIMARY KEY,
    category    INTEGER NOT NULL,
    lon         REAL NOT NULL,
    lat         REAL NOT NULL,
    x           INTEGER NOT NULL,
    y           INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    source      TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    cell        INTEGER REFERENCES unit_cell (id),
    member      INTEGER REFERENCES person (id),
    segment     INTEGER REFERENCES road_segment (id),
    distance_mm INTEGER,
    side        TEXT,
    chainage_mm INTEGER,
    leader      INTEGER REFERENCES person (id),
    primary_role TEXT,
    made_up     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    note        TEXT NOT NULL,
    accuracy_m  REAL,
    reason_zh   TEXT NOT NULL,
    reason_en   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Events are appended and never changed.
CREATE TABLE event (
    seq      INTEGER PRIMARY KEY,
    incident BLOB NOT NULL REFERENCES incident (id),
    at       INTEGER NOT NULL,
    verb     TEXT NOT NULL,
    stage    TEXT NOT NULL,
    note     TEXT NOT NULL
) STRICT;

CREATE INDEX event_incident ON event (incident, seq);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

CREATE TABLE idempotency (
    key      TEXT PRIMARY KEY,
    incident BLOB NOT NULL REFERENCES incident (id)
) STRICT, WITHOUT ROWID;
