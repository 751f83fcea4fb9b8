-- Who did something to which incidents, and to whom they were sent, is asked for everybody who may see only what is theirs.

CREATE INDEX event_of_account ON event (account, incident) WHERE account IS NOT NULL;
CREATE INDEX event_to_target ON event (target, incident) WHERE target IS NOT NULL;
