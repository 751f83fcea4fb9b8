-- Cases: an event becomes a deed of the case flow with all that it takes to do it over again.
--
-- The state of a case is not kept: it is what its deeds lead to. Times are milliseconds since 1970-01-01T00:00:00Z.

-- Whether nothing more waits for anybody: rejected, void, or closed and published. The live world holds the cases of the others.
ALTER TABLE incident ADD COLUMN settled SMALLINT NOT NULL DEFAULT 0 CHECK (settled IN (0, 1));

-- Counts the deeds of a case from 1; NULL where the event is none, such as a rerouting.
ALTER TABLE event ADD COLUMN case_revision BIGINT CHECK (case_revision >= 1);
ALTER TABLE event ADD COLUMN actor TEXT CHECK (actor IN ('system', 'account', 'anonymous'));
ALTER TABLE event ADD COLUMN account BIGINT CHECK ((account IS NOT NULL) = (actor IS NOT DISTINCT FROM 'account'));
ALTER TABLE event ADD COLUMN role TEXT CHECK ((role IS NOT NULL) = (actor IS NOT DISTINCT FROM 'account'));
ALTER TABLE event ADD COLUMN person BIGINT REFERENCES person (id);
-- Where the actor was.
ALTER TABLE event ADD COLUMN x BIGINT;
ALTER TABLE event ADD COLUMN y BIGINT;
-- What it led to: the category's version that the case is filed under, when handling is due, when the stage has to be left.
ALTER TABLE event ADD COLUMN version BIGINT;
ALTER TABLE event ADD COLUMN due_at BIGINT;
ALTER TABLE event ADD COLUMN step_due_at BIGINT;
-- What the verb needs: to whom it was sent or who checks; until when; which other case; and a number: the profile of a report, 1 or 0
-- of a verification, the reporters that a merged case brings.
ALTER TABLE event ADD COLUMN target BIGINT REFERENCES person (id);
ALTER TABLE event ADD COLUMN until BIGINT;
ALTER TABLE event ADD COLUMN other UUID REFERENCES incident (id);
ALTER TABLE event ADD COLUMN number BIGINT;

CREATE TABLE event_photo (
    event    BIGINT NOT NULL REFERENCES event (seq),
    position BIGINT NOT NULL,
    photo    BYTEA NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('before', 'after', 'other')),
    taken_at BIGINT,
    x        BIGINT,
    y        BIGINT,
    PRIMARY KEY (event, position)
);

CREATE TRIGGER event_photo_is_never_changed BEFORE UPDATE ON event_photo
    FOR EACH ROW EXECUTE FUNCTION never('events are never changed');

CREATE TRIGGER event_photo_is_never_deleted BEFORE DELETE ON event_photo
    FOR EACH ROW EXECUTE FUNCTION never('events are never deleted');

CREATE TRIGGER event_photo_is_never_emptied BEFORE TRUNCATE ON event_photo
    FOR EACH STATEMENT EXECUTE FUNCTION never('events are never deleted');

CREATE INDEX incident_unsettled ON incident (id) WHERE settled = 0;
