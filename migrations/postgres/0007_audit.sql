-- The audit trail: a row for every change that is saved, written with it, chained by hashes.
--
-- hash is SHA-256 over the hash of the row before (32 zeros for the first) and all other columns; rows_hash over every column of
-- the rows that the change appended to event (with its photos, and what an incident's report fixed for good) and photo, which are
-- those up to events_to and photos_to, behind those of the row before. The first row covers what was there before this migration.
-- Columns that hold nothing count for nothing, so that tables may get further ones.

CREATE TABLE audit (
    seq       BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    actor     TEXT NOT NULL CHECK (actor IN ('system', 'account', 'anonymous')),
    account   BIGINT CHECK ((account IS NOT NULL) = (actor = 'account')),
    role      TEXT,
    person    BIGINT,
    -- SHA-256 over the salt and the text that audit_origin holds, as long as it holds them.
    origin    BYTEA,
    operation TEXT NOT NULL,
    subject   TEXT,
    body      TEXT NOT NULL,
    events_to BIGINT NOT NULL,
    photos_to BIGINT NOT NULL,
    rows_hash BYTEA NOT NULL,
    hash      BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE INDEX audit_subject ON audit (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX audit_account ON audit (account, seq) WHERE account IS NOT NULL;

-- Where a change came from. Personal data, kept apart: a row may be erased, the chain stays whole.
CREATE TABLE audit_origin (
    seq    BIGINT PRIMARY KEY REFERENCES audit (seq),
    salt   BYTEA NOT NULL CHECK (octet_length(salt) = 16),
    origin TEXT NOT NULL
);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION never('the audit trail is never changed');

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION never('the audit trail is never deleted');

CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION never('the audit trail is never deleted');

CREATE TRIGGER audit_origin_is_never_changed BEFORE UPDATE ON audit_origin
    FOR EACH ROW EXECUTE FUNCTION never('the audit trail is never changed');
