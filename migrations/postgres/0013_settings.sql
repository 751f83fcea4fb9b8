-- What the operator sets otherwise than the program ships it: versions of categories, and years of the work calendar. Rows are only
-- ever added, since a case keeps the version that it was filed under.
--
-- Days are counted from 1970-01-01 in Asia/Shanghai; times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE category_version (
    code               BIGINT NOT NULL,
    version            BIGINT NOT NULL CHECK (version >= 1),
    at                 BIGINT NOT NULL,
    valid_from         BIGINT,
    valid_to           BIGINT,
    zh                 TEXT NOT NULL,
    en                 TEXT NOT NULL,
    handling_limit     TEXT NOT NULL,
    stage_limits       TEXT NOT NULL,
    owner              TEXT NOT NULL,
    on_the_spot        BOOLEAN NOT NULL,
    filing_zh          TEXT NOT NULL,
    filing_en          TEXT NOT NULL,
    closing_zh         TEXT NOT NULL,
    closing_en         TEXT NOT NULL,
    photos             TEXT NOT NULL,
    duplicate_radius_m BIGINT NOT NULL,
    duplicate_hours    BIGINT NOT NULL,
    verge_m            BIGINT NOT NULL,
    -- Keys of quantities, parted by spaces.
    quantities         TEXT NOT NULL,
    source             TEXT NOT NULL,
    PRIMARY KEY (code, version)
);

-- The days of a year in its highest revision hold; there may be none.
CREATE TABLE calendar_year (
    year     BIGINT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 1),
    at       BIGINT NOT NULL,
    PRIMARY KEY (year, revision)
);

CREATE TABLE calendar_day (
    year     BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    day      BIGINT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
    zh       TEXT NOT NULL,
    en       TEXT NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (year, revision, day),
    FOREIGN KEY (year, revision) REFERENCES calendar_year (year, revision)
);

CREATE TRIGGER category_version_is_never_changed BEFORE UPDATE ON category_version
    FOR EACH ROW EXECUTE FUNCTION never('versions of categories are never changed');

CREATE TRIGGER category_version_is_never_deleted BEFORE DELETE ON category_version
    FOR EACH ROW EXECUTE FUNCTION never('versions of categories are never deleted');

CREATE TRIGGER calendar_year_is_never_changed BEFORE UPDATE ON calendar_year
    FOR EACH ROW EXECUTE FUNCTION never('years of the calendar are never changed');

CREATE TRIGGER calendar_year_is_never_deleted BEFORE DELETE ON calendar_year
    FOR EACH ROW EXECUTE FUNCTION never('years of the calendar are never deleted');

CREATE TRIGGER calendar_day_is_never_changed BEFORE UPDATE ON calendar_day
    FOR EACH ROW EXECUTE FUNCTION never('days of the calendar are never changed');

CREATE TRIGGER calendar_day_is_never_deleted BEFORE DELETE ON calendar_day
    FOR EACH ROW EXECUTE FUNCTION never('days of the calendar are never deleted');
