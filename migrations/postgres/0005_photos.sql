-- Photos: the files lie beside the database under photos/, named by their hash; what is known of each stands here.
--
-- The files hold no metadata. Times are milliseconds since 1970-01-01T00:00:00Z, places degrees (CGCS2000).

CREATE TABLE photo (
    seq         BIGINT PRIMARY KEY,
    hash        BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    format      TEXT NOT NULL CHECK (format IN ('jpeg', 'png', 'webp')),
    bytes       BIGINT NOT NULL,
    width       BIGINT NOT NULL,
    height      BIGINT NOT NULL,
    taken_at    BIGINT,
    lon         DOUBLE PRECISION,
    lat         DOUBLE PRECISION CHECK ((lon IS NULL) = (lat IS NULL)),
    uploaded_at BIGINT NOT NULL,
    uploaded_by BIGINT
);

CREATE TRIGGER photo_is_never_changed BEFORE UPDATE ON photo
    FOR EACH ROW EXECUTE FUNCTION never('photos are never changed');

CREATE TRIGGER photo_is_never_deleted BEFORE DELETE ON photo
    FOR EACH ROW EXECUTE FUNCTION never('photos are never deleted');

CREATE TRIGGER photo_is_never_emptied BEFORE TRUNCATE ON photo
    FOR EACH STATEMENT EXECUTE FUNCTION never('photos are never deleted');
