-- Photos: the files lie beside the database under photos/, named by their hash; what is known of each stands here.
--
-- The files hold no metadata. Times are milliseconds since 1970-01-01T00:00:00Z, places degrees (CGCS2000).

CREATE TABLE photo (
    seq         INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    format      TEXT NOT NULL CHECK (format IN ('jpeg', 'png', 'webp')),
    bytes       INTEGER NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    taken_at    INTEGER,
    lon         REAL,
    lat         REAL CHECK ((lon IS NULL) = (lat IS NULL)),
    uploaded_at INTEGER NOT NULL,
    uploaded_by INTEGER
) STRICT;

CREATE TRIGGER photo_is_never_changed BEFORE UPDATE ON photo
BEGIN
    SELECT RAISE(ABORT, 'photos are never changed');
END;

CREATE TRIGGER photo_is_never_deleted BEFORE DELETE ON photo
BEGIN
    SELECT RAISE(ABORT, 'photos are never deleted');
END;
