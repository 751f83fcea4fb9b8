-- Notices (督办通知, 整改通知). Of one only the receipt and the answer are added, each once.
--
-- Times are milliseconds since 1970-01-01T00:00:00Z. The year of the number is that of issued_at in Asia/Shanghai.

CREATE TABLE notice (
    id          BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('supervision', 'rectification')),
    number      BIGINT NOT NULL CHECK (number >= 1),
    incident    UUID NOT NULL REFERENCES incident (id),
    addressee   BIGINT NOT NULL REFERENCES person (id),
    text        TEXT NOT NULL,
    issued_at   BIGINT NOT NULL,
    issued_by   BIGINT,
    due_at      BIGINT,
    received_at BIGINT,
    answered_at BIGINT,
    answer      TEXT NOT NULL DEFAULT ''
);

CREATE TRIGGER notice_is_never_deleted BEFORE DELETE ON notice
    FOR EACH ROW EXECUTE FUNCTION never('notices are never deleted');

CREATE TRIGGER notice_is_never_rewritten
    BEFORE UPDATE OF kind, number, incident, addressee, text, issued_at, issued_by, due_at ON notice
    FOR EACH ROW EXECUTE FUNCTION never('notices are never rewritten');
