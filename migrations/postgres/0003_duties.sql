-- Duties get terms, hours and parts of roads, frontages and places; leaves and rulings are kept; incidents keep their trace.
--
-- Chainages are millimetres from the road's start, radii millimetres, times milliseconds since 1970-01-01T00:00:00Z, hours
-- minutes from midnight in Asia/Shanghai. NULL means without beginning, without end, both sides, or nobody.

CREATE TABLE frontage_zone (
    id           BIGINT PRIMARY KEY,
    code         TEXT NOT NULL,
    name         TEXT,
    segment      BIGINT NOT NULL REFERENCES road_segment (id),
    side         TEXT NOT NULL CHECK (side IN ('left', 'right')),
    from_mm      BIGINT NOT NULL CHECK (from_mm >= 0),
    to_mm        BIGINT NOT NULL CHECK (from_mm < to_mm),
    geometry     TEXT NOT NULL,
    from_version BIGINT NOT NULL REFERENCES partition_version (id),
    to_version   BIGINT REFERENCES partition_version (id)
);

-- A zone that comes back after an undoing has a row of its own under the same code.
CREATE UNIQUE INDEX frontage_zone_code ON frontage_zone (code) WHERE to_version IS NULL;

-- A duty is about a part of one road, one frontage, one place, or the cells that duty_cell lists. Duties of before this
-- migration were about whole roads, at all hours, without end.
ALTER TABLE duty ADD COLUMN from_mm BIGINT NOT NULL DEFAULT 0 CHECK (from_mm >= 0);
ALTER TABLE duty ADD COLUMN to_mm BIGINT CHECK (from_mm < to_mm);
ALTER TABLE duty ADD COLUMN side TEXT CHECK (side IN ('left', 'right'));
ALTER TABLE duty ADD COLUMN frontage BIGINT REFERENCES frontage_zone (id);
ALTER TABLE duty ADD COLUMN spot_name TEXT
    CHECK (num_nonnulls(road, frontage, spot_name) <= 1);
ALTER TABLE duty ADD COLUMN spot_x BIGINT CHECK ((spot_x IS NULL) = (spot_name IS NULL));
ALTER TABLE duty ADD COLUMN spot_y BIGINT CHECK ((spot_y IS NULL) = (spot_name IS NULL));
ALTER TABLE duty ADD COLUMN spot_radius_mm BIGINT
    CHECK ((spot_radius_mm IS NULL) = (spot_name IS NULL) AND (spot_radius_mm IS NULL OR spot_radius_mm >= 0));
ALTER TABLE duty ADD COLUMN term_from BIGINT;
ALTER TABLE duty ADD COLUMN term_to BIGINT CHECK (term_from < term_to);
ALTER TABLE duty ADD COLUMN hours_from BIGINT NOT NULL DEFAULT 0 CHECK (hours_from BETWEEN 0 AND 1439);
ALTER TABLE duty ADD COLUMN hours_to BIGINT NOT NULL DEFAULT 1440 CHECK (hours_to BETWEEN 0 AND 1440);

-- Leaves and rulings are appended; all that changes of one is that it is taken back, once.
CREATE TABLE leave (
    id       BIGINT PRIMARY KEY,
    person   BIGINT NOT NULL REFERENCES person (id),
    stand_in BIGINT REFERENCES person (id) CHECK (stand_in <> person),
    from_at  BIGINT NOT NULL,
    to_at    BIGINT NOT NULL CHECK (from_at < to_at),
    made_at  BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE ruling (
    id        BIGINT PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('choice', 'ruling')),
    x         BIGINT NOT NULL,
    y         BIGINT NOT NULL,
    radius_mm BIGINT NOT NULL CHECK (radius_mm >= 0),
    category  BIGINT,
    cell      BIGINT REFERENCES unit_cell (id),
    road      BIGINT REFERENCES road (id),
    person    BIGINT REFERENCES person (id),
    note      TEXT NOT NULL,
    made_at   BIGINT NOT NULL,
    ended_at  BIGINT,
    CHECK (num_nonnulls(cell, road, person) = 1)
);

CREATE TRIGGER leave_is_never_deleted BEFORE DELETE ON leave
    FOR EACH ROW EXECUTE FUNCTION never('leaves are never deleted');

CREATE TRIGGER ruling_is_never_deleted BEFORE DELETE ON ruling
    FOR EACH ROW EXECUTE FUNCTION never('rulings are never deleted');

ALTER TABLE incident ADD COLUMN other_person BIGINT REFERENCES person (id);
ALTER TABLE incident ADD COLUMN confidence TEXT CHECK (confidence IN ('choose', 'likely', 'certain'));
ALTER TABLE incident ADD COLUMN trace TEXT NOT NULL DEFAULT '';
