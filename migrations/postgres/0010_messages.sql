-- Messages to people (消息): written with the change that they tell of, or when so much of a limit is used up.
--
-- recipient is `account:`, `person:` or `role:` and a number or the role's name. Times are milliseconds since
-- 1970-01-01T00:00:00Z.

CREATE TABLE message (
    id        BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    kind      TEXT NOT NULL,
    incident  UUID NOT NULL REFERENCES incident (id),
    -- How much of which limit was used up.
    percent   BIGINT CHECK ((percent IS NOT NULL) = (kind = 'escalated')),
    due_at    BIGINT CHECK ((due_at IS NOT NULL) = (kind = 'escalated'))
);

CREATE INDEX message_recipient ON message (recipient, id);

-- Of each limit each step is told once, however often it is looked at.
CREATE UNIQUE INDEX message_escalated ON message (incident, recipient, percent, due_at) WHERE kind = 'escalated';

-- Up to which message an account has read its own.
CREATE TABLE message_read (
    account BIGINT PRIMARY KEY REFERENCES account (id),
    upto    BIGINT NOT NULL
);
