-- Duties get terms, hours and parts of roads, frontages and places; leaves and rulings are kept; incidents keep their trace.
--
-- Chainages are millimetres from the road's start, radii millimetres, times milliseconds since 1970-01-01T00:00:00Z, hours
-- minutes from midnight in Asia/Shanghai. NULL means without beginning, without end, both sides, or nobody.

CREATE TABLE frontage_zone (
    id           INTEGER PRIMARY KEY,
    code         TEXT NOT NULL,
    name         TEXT,
    segment      INTEGER NOT NULL REFERENCES road_segment (id),
    side         TEXT NOT NULL CHECK (side IN ('left', 'right')),
    from_mm      INTEGER NOT NULL CHECK (from_mm >= 0),
    to_mm        INTEGER NOT NULL CHECK (from_mm < to_mm),
    geometry     TEXT NOT NULL,
    from_version INTEGER NOT NULL REFERENCES partition_version (id),
    to_version   INTEGER REFERENCES partition_version (id)
) STRICT;

-- A zone that comes back after an undoing has a row of its own under the same code.
CREATE UNIQUE INDEX frontage_zone_code ON frontage_zone (code) WHERE to_version IS NULL;

-- A duty is about a part of one road, one frontage, one place, or the cells that duty_cell lists. Duties of before this
-- migration were about whole roads, at all hours, without end.
ALTER TABLE duty ADD COLUMN from_mm INTEGER NOT NULL DEFAULT 0 CHECK (from_mm >= 0);
ALTER TABLE duty ADD COLUMN to_mm INTEGER CHECK (from_mm < to_mm);
ALTER TABLE duty ADD COLUMN side TEXT CHECK (side IN ('left', 'right'));
ALTER TABLE duty ADD COLUMN frontage INTEGER REFERENCES frontage_zone (id);
ALTER TABLE duty ADD COLUMN spot_name TEXT
    CHECK ((road IS NOT NULL) + (frontage IS NOT NULL) + (spot_name IS NOT NULL) <= 1);
ALTER TABLE duty ADD COLUMN spot_x INTEGER CHECK ((spot_x IS NULL) = (spot_name IS NULL));
ALTER TABLE duty ADD COLUMN spot_y INTEGER CHECK ((spot_y IS NULL) = (spot_name IS NULL));
ALTER TABLE duty ADD COLUMN spot_radius_mm INTEGER
    CHECK ((spot_radius_mm IS NULL) = (spot_name IS NULL) AND (spot_radius_mm IS NULL OR spot_radius_mm >= 0));
ALTER TABLE duty ADD COLUMN term_from INTEGER;
ALTER TABLE duty ADD COLUMN term_to INTEGER CHECK (term_from < term_to);
ALTER TABLE duty ADD COLUMN hours_from INTEGER NOT NULL DEFAULT 0 CHECK (hours_from BETWEEN 0 AND 1439);
ALTER TABLE duty ADD COLUMN hours_to INTEGER NOT NULL DEFAULT 1440 CHECK (hours_to BETWEEN 0 AND 1440);

-- Leaves and rulings are appended; all that changes of one is that it is taken back, once.
CREATE TABLE leave (
    id       INTEGER PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES person (id),
    stand_in INTEGER REFERENCES person (id) CHECK (stand_in <> person),
    from_at  INTEGER NOT NULL,
    to_at    INTEGER NOT NULL CHECK (from_at < to_at),
    made_at  INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE TABLE ruling (
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('choice', 'ruling')),
    x         INTEGER NOT NULL,
    y         INTEGER NOT NULL,
    radius_mm INTEGER NOT NULL CHECK (radius_mm >= 0),
    category  INTEGER,
    cell      INTEGER REFERENCES unit_cell (id),
    road      INTEGER REFERENCES road (id),
    person    INTEGER REFERENCES person (id),
    note      TEXT NOT NULL,
    made_at   INTEGER NOT NULL,
    ended_at  INTEGER,
    CHECK ((cell IS NOT NULL) + (road IS NOT NULL) + (person IS NOT NULL) = 1)
) STRICT;

CREATE TRIGGER leave_is_never_deleted BEFORE DELETE ON leave
BEGIN
    SELECT RAISE(ABORT, 'leaves are never deleted');
END;

CREATE TRIGGER ruling_is_never_deleted BEFORE DELETE ON ruling
BEGIN
    SELECT RAISE(ABORT, 'rulings are never deleted');
END;

ALTER TABLE incident ADD COLUMN other_person INTEGER REFERENCES person (id);
ALTER TABLE incident ADD COLUMN confidence TEXT CHECK (confidence IN ('choose', 'likely', 'certain'));
ALTER TABLE incident ADD COLUMN trace TEXT NOT NULL DEFAULT '';
