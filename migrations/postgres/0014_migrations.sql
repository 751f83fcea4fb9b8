-- Which migrations this database has seen, each with the SHA-256 of its file: one that was changed afterwards is refused.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE migration (
    number     BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    checksum   BYTEA NOT NULL CHECK (octet_length(checksum) = 32),
    applied_at BIGINT NOT NULL
);
