-- Accounts, what they may do, and what shows who sends a request. Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE account (
    id          BIGINT PRIMARY KEY,
    login       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    person      BIGINT REFERENCES person (id),
    created_at  BIGINT NOT NULL,
    disabled_at BIGINT
);

-- What an account is checked against stands here alone: an Argon2id PHC string, a key in base32, the last step it was used for.
CREATE TABLE account_secret (
    account   BIGINT PRIMARY KEY REFERENCES account (id),
    password  TEXT,
    totp      TEXT,
    totp_step BIGINT NOT NULL DEFAULT 0
);

-- The roles of an account, the one it acts in by default first.
CREATE TABLE account_grant (
    account BIGINT NOT NULL REFERENCES account (id),
    at      BIGINT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (account, at)
);

-- The part of the district that a grant is about; one without rows is about all of it. `thing` is the number of a
-- sub-district, community, road or person, or a category's code.
CREATE TABLE account_scope (
    account BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL CHECK (kind IN ('subdistrict', 'community', 'road', 'unit', 'category')),
    thing   BIGINT NOT NULL,
    PRIMARY KEY (account, at, kind, thing),
    FOREIGN KEY (account, at) REFERENCES account_grant (account, at) ON DELETE CASCADE
);

-- `hash` is the SHA-256 of what the cookie holds.
CREATE TABLE session (
    id        BIGINT PRIMARY KEY,
    hash      BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    account   BIGINT NOT NULL REFERENCES account (id),
    opened_at BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL,
    address   TEXT,
    agent     TEXT NOT NULL,
    ended_at  BIGINT
);

CREATE INDEX session_that_stands ON session (account) WHERE ended_at IS NULL;

-- `hash` is the SHA-256 of the token, `scopes` a list of words with commas.
CREATE TABLE api_token (
    id         BIGINT PRIMARY KEY,
    hash       BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    account    BIGINT NOT NULL REFERENCES account (id),
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT,
    ended_at   BIGINT
);

-- Sign-ins that failed one after the other, by login or address; they make the next ones wait.
CREATE TABLE sign_in_failure (
    key     TEXT COLLATE "C" PRIMARY KEY,
    count   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
