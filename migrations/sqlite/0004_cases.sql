-- Cases: an event becomes a deed of the case flow with all that it takes to do it over again.
--
-- The state of a case is not kept: it is what its deeds lead to. Times are milliseconds since 1970-01-01T00:00:00Z.

-- Whether nothing more waits for anybody: rejected, void, or closed and published. The live world holds the cases of the others.
ALTER TABLE incident ADD COLUMN settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1));

-- Counts the deeds of a case from 1; NULL where the event is none, such as a rerouting.
ALTER TABLE event ADD COLUMN case_revision INTEGER CHECK (case_revision >= 1);
ALTER TABLE event ADD COLUMN actor TEXT CHECK (actor IN ('system', 'account', 'anonymous'));
ALTER TABLE event ADD COLUMN account INTEGER CHECK ((account IS NOT NULL) = (actor IS 'account'));
ALTER TABLE event ADD COLUMN role TEXT CHECK ((role IS NOT NULL) = (actor IS 'account'));
ALTER TABLE event ADD COLUMN person INTEGER REFERENCES person (id);
-- Where the actor was.
ALTER TABLE event ADD COLUMN x INTEGER;
ALTER TABLE event ADD COLUMN y INTEGER;
-- What it led to: the category's version that the case is filed under, when handling is due, when the stage has to be left.
ALTER TABLE event ADD COLUMN version INTEGER;
ALTER TABLE event ADD COLUMN due_at INTEGER;
ALTER TABLE event ADD COLUMN step_due_at INTEGER;
-- What the verb needs: to whom it was sent or who checks; until when; which other case; and a number: the profile of a report, 1 or 0
-- of a verification, the reporters that a merged case brings.
ALTER TABLE event ADD COLUMN target INTEGER REFERENCES person (id);
ALTER TABLE event ADD COLUMN until INTEGER;
ALTER TABLE event ADD COLUMN other BLOB REFERENCES incident (id);
ALTER TABLE event ADD COLUMN number INTEGER;

CREATE TABLE event_photo (
    event    INTEGER NOT NULL REFERENCES event (seq),
    position INTEGER NOT NULL,
    photo    BLOB NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('before', 'after', 'other')),
    taken_at INTEGER,
    x        INTEGER,
    y        INTEGER,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_photo_is_never_changed BEFORE UPDATE ON event_photo
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_photo_is_never_deleted BEFORE DELETE ON event_photo
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

-- Incidents of before go on from their report; what is closed has nothing waiting, and neither have made-up incidents that were put
-- into the middle of the flow, which has no deeds to tell of.
UPDATE incident SET settled = 1 WHERE stage <> 'reported';
DROP TRIGGER event_is_never_changed;
UPDATE event SET case_revision = 1, actor = 'anonymous', number = 1
WHERE verb = 'report' AND incident IN (SELECT id FROM incident WHERE stage = 'reported');
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE INDEX incident_unsettled ON incident (id) WHERE settled = 0;
