-- What the operator sets otherwise than the program ships it: versions of categories, and years of the work calendar. Rows are only
-- ever added, since a case keeps the version that it was filed under.
--
-- Days are counted from 1970-01-01 in Asia/Shanghai; times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE category_version (
    code               INTEGER NOT NULL,
    version            INTEGER NOT NULL CHECK (version >= 1),
    at                 INTEGER NOT NULL,
    valid_from         INTEGER,
    valid_to           INTEGER,
    zh                 TEXT NOT NULL,
    en                 TEXT NOT NULL,
    handling_limit     TEXT NOT NULL,
    stage_limits       TEXT NOT NULL,
    owner              TEXT NOT NULL,
    on_the_spot        INTEGER NOT NULL CHECK (on_the_spot IN (0, 1)),
    filing_zh          TEXT NOT NULL,
    filing_en          TEXT NOT NULL,
    closing_zh         TEXT NOT NULL,
    closing_en         TEXT NOT NULL,
    photos             TEXT NOT NULL,
    duplicate_radius_m INTEGER NOT NULL,
    duplicate_hours    INTEGER NOT NULL,
    verge_m            INTEGER NOT NULL,
    -- Keys of quantities, parted by spaces.
    quantities         TEXT NOT NULL,
    source             TEXT NOT NULL,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;

-- The days of a year in its highest revision hold; there may be none.
CREATE TABLE calendar_year (
    year     INTEGER NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    at       INTEGER NOT NULL,
    PRIMARY KEY (year, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar_day (
    year     INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
    zh       TEXT NOT NULL,
    en       TEXT NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (year, revision, day),
    FOREIGN KEY (year, revision) REFERENCES calendar_year (year, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER category_version_is_never_changed BEFORE UPDATE ON category_version
BEGIN
    SELECT RAISE(ABORT, 'versions of categories are never changed');
END;

CREATE TRIGGER category_version_is_never_deleted BEFORE DELETE ON category_version
BEGIN
    SELECT RAISE(ABORT, 'versions of categories are never deleted');
END;

CREATE TRIGGER calendar_year_is_never_changed BEFORE UPDATE ON calendar_year
BEGIN
    SELECT RAISE(ABORT, 'years of the calendar are never changed');
END;

CREATE TRIGGER calendar_year_is_never_deleted BEFORE DELETE ON calendar_year
BEGIN
    SELECT RAISE(ABORT, 'years of the calendar are never deleted');
END;

CREATE TRIGGER calendar_day_is_never_changed BEFORE UPDATE ON calendar_day
BEGIN
    SELECT RAISE(ABORT, 'days of the calendar are never changed');
END;

CREATE TRIGGER calendar_day_is_never_deleted BEFORE DELETE ON calendar_day
BEGIN
    SELECT RAISE(ABORT, 'days of the calendar are never deleted');
END;
