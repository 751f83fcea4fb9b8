-- What is read of an incident only when somebody looks at it moves out of its row, so that all incidents are read at start without it.

CREATE TABLE incident_detail (
    incident   BLOB PRIMARY KEY REFERENCES incident (id),
    note       TEXT NOT NULL,
    accuracy_m REAL,
    reason_zh  TEXT NOT NULL,
    reason_en  TEXT NOT NULL,
    trace      TEXT NOT NULL
) STRICT;

INSERT INTO incident_detail (incident, note, accuracy_m, reason_zh, reason_en, trace)
SELECT id, note, accuracy_m, reason_zh, reason_en, trace FROM incident;

ALTER TABLE incident DROP COLUMN trace;
ALTER TABLE incident DROP COLUMN reason_en;
ALTER TABLE incident DROP COLUMN reason_zh;
ALTER TABLE incident DROP COLUMN accuracy_m;
ALTER TABLE incident DROP COLUMN note;
