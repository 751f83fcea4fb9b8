-- Accounts, what they may do, and what shows who sends a request. Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE account (
    id          INTEGER PRIMARY KEY,
    login       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    person      INTEGER REFERENCES person (id),
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

-- What an account is checked against stands here alone: an Argon2id PHC string, a key in base32, the last step it was used for.
CREATE TABLE account_secret (
    account   INTEGER PRIMARY KEY REFERENCES account (id),
    password  TEXT,
    totp      TEXT,
    totp_step INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The roles of an account, the one it acts in by default first.
CREATE TABLE account_grant (
    account INTEGER NOT NULL REFERENCES account (id),
    at      INTEGER NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (account, at)
) STRICT, WITHOUT ROWID;

-- The part of the district that a grant is about; one without rows is about all of it. `thing` is the number of a
-- sub-district, community, road or person, or a category's code.
CREATE TABLE account_scope (
    account INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('subdistrict', 'community', 'road', 'unit', 'category')),
    thing   INTEGER NOT NULL,
    PRIMARY KEY (account, at, kind, thing),
    FOREIGN KEY (account, at) REFERENCES account_grant (account, at) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- `hash` is the SHA-256 of what the cookie holds.
CREATE TABLE session (
    id        INTEGER PRIMARY KEY,
    hash      BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    account   INTEGER NOT NULL REFERENCES account (id),
    opened_at INTEGER NOT NULL,
    seen_at   INTEGER NOT NULL,
    address   TEXT,
    agent     TEXT NOT NULL,
    ended_at  INTEGER
) STRICT;

CREATE INDEX session_that_stands ON session (account) WHERE ended_at IS NULL;

-- `hash` is the SHA-256 of the token, `scopes` a list of words with commas.
CREATE TABLE api_token (
    id         INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    account    INTEGER NOT NULL REFERENCES account (id),
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER,
    ended_at   INTEGER
) STRICT;

-- Sign-ins that failed one after the other, by login or address; they make the next ones wait.
CREATE TABLE sign_in_failure (
    key     TEXT PRIMARY KEY,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
