-- Notices (督办通知, 整改通知). Of one only the receipt and the answer are added, each once.
--
-- Times are milliseconds since 1970-01-01T00:00:00Z. The year of the number is that of issued_at in Asia/Shanghai.

CREATE TABLE notice (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('supervision', 'rectification')),
    number      INTEGER NOT NULL CHECK (number >= 1),
    incident    BLOB NOT NULL REFERENCES incident (id),
    addressee   INTEGER NOT NULL REFERENCES person (id),
    text        TEXT NOT NULL,
    issued_at   INTEGER NOT NULL,
    issued_by   INTEGER,
    due_at      INTEGER,
    received_at INTEGER,
    answered_at INTEGER,
    answer      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER notice_is_never_deleted BEFORE DELETE ON notice
BEGIN
    SELECT RAISE(ABORT, 'notices are never deleted');
END;

CREATE TRIGGER notice_is_never_rewritten
BEFORE UPDATE OF kind, number, incident, addressee, text, issued_at, issued_by, due_at ON notice
BEGIN
    SELECT RAISE(ABORT, 'notices are never rewritten');
END;
