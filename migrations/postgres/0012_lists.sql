-- What is done to many incidents at once, and saved views. Times are milliseconds since 1970-01-01T00:00:00Z.

-- A request about many incidents under the client's key. `digest` is the SHA-256 of what was asked for; `ended` tells that all
-- answers stand.
CREATE TABLE bulk (
    key     TEXT PRIMARY KEY,
    digest  BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    verb    TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended   SMALLINT NOT NULL DEFAULT 0
);

-- Its incidents in order, also such as there are not, with the revision that was seen. Done: `revision` and `stage` are those
-- afterwards. Refused: `problem`, `zh` and `en` tell why.
CREATE TABLE bulk_item (
    bulk     TEXT NOT NULL REFERENCES bulk (key),
    position BIGINT NOT NULL,
    incident UUID NOT NULL,
    seen     BIGINT,
    revision BIGINT,
    stage    TEXT,
    problem  TEXT,
    zh       TEXT,
    en       TEXT,
    PRIMARY KEY (bulk, position),
    CHECK ((revision IS NULL) = (stage IS NULL)),
    CHECK ((problem IS NULL) = (zh IS NULL) AND (zh IS NULL) = (en IS NULL)),
    CHECK (revision IS NULL OR problem IS NULL)
);

-- Filters with a name. `filter` is JSON as the API takes it; `shared` is `district` or a role, NULL for the owner alone.
CREATE TABLE saved_view (
    id         UUID PRIMARY KEY,
    owner      BIGINT NOT NULL REFERENCES account (id),
    name       TEXT COLLATE "C" NOT NULL,
    list       TEXT NOT NULL CHECK (list IN ('incidents', 'work')),
    filter     TEXT NOT NULL,
    sort       TEXT,
    shared     TEXT,
    made_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (owner, name)
);

CREATE INDEX saved_view_shared ON saved_view (shared) WHERE shared IS NOT NULL;
