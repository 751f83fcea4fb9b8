-- The district, its people and duties, the incidents and what happened to them.
--
-- Geometry is WKT in lattice units: 0.1 mm east and north of (origin_lon, origin_lat), transverse Mercator of scale 1
-- on GRS 80. Times are milliseconds since 1970-01-01T00:00:00Z. Ids of what lies still are positions from 0.

-- What is only ever added refuses everything else, with words of its own.
CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$;

CREATE TABLE district (
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    name        TEXT NOT NULL,
    code        TEXT NOT NULL,
    fictional   BOOLEAN NOT NULL,
    attribution TEXT NOT NULL,
    origin_lon  DOUBLE PRECISION NOT NULL,
    origin_lat  DOUBLE PRECISION NOT NULL
);

CREATE TABLE subdistrict (
    id      BIGINT PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    name_en TEXT
);

CREATE TABLE community (
    id          BIGINT PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    name_en     TEXT,
    subdistrict BIGINT NOT NULL REFERENCES subdistrict (id)
);

CREATE TABLE unit_cell (
    id        BIGINT PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    community BIGINT NOT NULL REFERENCES community (id),
    label_x   BIGINT NOT NULL,
    label_y   BIGINT NOT NULL,
    geometry  TEXT NOT NULL
);

CREATE TABLE road (
    id      BIGINT PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT,
    name_en TEXT,
    class   TEXT NOT NULL
);

CREATE TABLE road_segment (
    id       BIGINT PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    road     BIGINT NOT NULL REFERENCES road (id),
    class    TEXT NOT NULL,
    level    TEXT NOT NULL,
    from_m   DOUBLE PRECISION NOT NULL,
    to_m     DOUBLE PRECISION NOT NULL,
    width_m  DOUBLE PRECISION NOT NULL,
    geometry TEXT NOT NULL
);

CREATE TABLE backdrop (
    id       BIGINT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT,
    geometry TEXT NOT NULL
);

CREATE TABLE landmark (
    id   BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    x    BIGINT NOT NULL,
    y    BIGINT NOT NULL
);

CREATE TABLE person (
    id      BIGINT PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    post    TEXT NOT NULL,
    made_up BOOLEAN NOT NULL
);

-- A duty is about one road, or about the cells that duty_cell lists.
CREATE TABLE duty (
    id     BIGINT PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL,
    road   BIGINT REFERENCES road (id)
);

CREATE TABLE duty_cell (
    duty BIGINT NOT NULL REFERENCES duty (id),
    cell BIGINT NOT NULL REFERENCES unit_cell (id),
    PRIMARY KEY (duty, cell)
);

CREATE TABLE incident (
    id          UUID PRIMARY KEY,
    category    BIGINT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL,
    lat         DOUBLE PRECISION NOT NULL,
    x           BIGINT NOT NULL,
    y           BIGINT NOT NULL,
    stage       TEXT NOT NULL,
    source      TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    cell        BIGINT REFERENCES unit_cell (id),
    member      BIGINT REFERENCES person (id),
    segment     BIGINT REFERENCES road_segment (id),
    distance_mm BIGINT,
    side        TEXT,
    chainage_mm BIGINT,
    leader      BIGINT REFERENCES person (id),
    primary_role TEXT,
    made_up     BOOLEAN NOT NULL,
    revision    BIGINT NOT NULL,
    note        TEXT NOT NULL,
    accuracy_m  DOUBLE PRECISION,
    reason_zh   TEXT NOT NULL,
    reason_en   TEXT NOT NULL
);

-- Events are appended and never changed.
CREATE TABLE event (
    seq      BIGINT PRIMARY KEY,
    incident UUID NOT NULL REFERENCES incident (id),
    at       BIGINT NOT NULL,
    verb     TEXT NOT NULL,
    stage    TEXT NOT NULL,
    note     TEXT NOT NULL
);

CREATE INDEX event_incident ON event (incident, seq);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION never('events are never changed');

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION never('events are never deleted');

CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION never('events are never deleted');

CREATE TABLE idempotency (
    key      TEXT PRIMARY KEY,
    incident UUID NOT NULL REFERENCES incident (id)
);
