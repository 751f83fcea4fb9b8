-- Robots of chat groups, and the letters to them. Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE robot (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    host       TEXT NOT NULL,
    -- Which kinds of message it gets, a list of words with commas; all where it is empty.
    kinds      TEXT NOT NULL,
    digest     INTEGER NOT NULL CHECK (digest IN (0, 1)),
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    made_at    INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

-- Addresses (which hold the robots' keys) and secrets stand here alone.
CREATE TABLE robot_secret (
    robot   INTEGER PRIMARY KEY REFERENCES robot (id),
    address TEXT NOT NULL,
    secret  TEXT
) STRICT;

-- The part of the district that a robot is told about; as account_scope.
CREATE TABLE robot_scope (
    robot INTEGER NOT NULL REFERENCES robot (id),
    kind  TEXT NOT NULL CHECK (kind IN ('subdistrict', 'community', 'road', 'unit', 'category')),
    thing INTEGER NOT NULL,
    PRIMARY KEY (robot, kind, thing)
) STRICT, WITHOUT ROWID;

-- The hosts that messages may go to, at first the three vendors'.
CREATE TABLE robot_host (
    host TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO robot_host (host) VALUES ('qyapi.weixin.qq.com'), ('oapi.dingtalk.com'), ('open.feishu.cn');

-- A message on its way to a robot. AUTOINCREMENT, because receivers know a letter again by its number.
CREATE TABLE letter (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    robot      INTEGER NOT NULL REFERENCES robot (id),
    message    INTEGER NOT NULL REFERENCES message (id),
    made_at    INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'dropped')),
    tries      INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    error_zh   TEXT,
    error_en   TEXT,
    settled_at INTEGER CHECK ((settled_at IS NULL) = (state = 'waiting')),
    UNIQUE (robot, message)
) STRICT;

CREATE INDEX letter_that_waits ON letter (robot, next_at) WHERE state = 'waiting';
CREATE INDEX letter_that_is_dead ON letter (robot) WHERE state = 'dead';
CREATE INDEX letter_state ON letter (state, id);
CREATE INDEX letter_that_is_done ON letter (settled_at) WHERE state IN ('delivered', 'dropped');

-- Up to which message letters were made: messages are written with the change that they tell of, so none is lost, and none is
-- told of a change that was not saved.
CREATE TABLE letter_mark (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL
) STRICT;

INSERT INTO letter_mark (one, upto) SELECT 1, coalesce(max(id), 0) FROM message;
