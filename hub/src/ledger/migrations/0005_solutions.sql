-- Votes: one a unit of the electorate, the last one. Of a secret ballot `unit` is a keyed hash and `cast_at` is masked with another,
-- so that this table and the one of events cannot be put side by side. Erased 30 days after the close.
CREATE TABLE vote (
    ballot  BLOB NOT NULL,
    unit    BLOB NOT NULL,
    choices TEXT NOT NULL,                      -- JSON: places of what was chosen
    cast_at INTEGER NOT NULL,
    PRIMARY KEY (ballot, unit)
) STRICT, WITHOUT ROWID;

-- Who supports which proposal.
CREATE TABLE support (
    proposal BLOB NOT NULL REFERENCES subject (id),
    actor    BLOB NOT NULL,
    PRIMARY KEY (proposal, actor)
) STRICT, WITHOUT ROWID;

-- Who belongs to which household of an area, and to its association, as an administrator recorded it.
CREATE TABLE roll (
    actor     BLOB NOT NULL REFERENCES account (actor),
    area      BLOB NOT NULL,
    household TEXT,
    member    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (actor, area)
) STRICT, WITHOUT ROWID;
