-- What is kept no longer, what may not be erased, and accounts that ended or whose phone is lost.

ALTER TABLE account ADD COLUMN erased_at INTEGER;
ALTER TABLE account ADD COLUMN lost_at INTEGER;
ALTER TABLE device_key ADD COLUMN lost_at INTEGER;   -- what it signs from then on is nobody's word

-- What of a subject was erased: `*` for everything.
CREATE TABLE erasure (
    subject BLOB NOT NULL,
    what    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (subject, what)
) STRICT, WITHOUT ROWID;

-- What stays of what was erased: how many, by kind, ward and month.
CREATE TABLE kept_count (
    what  TEXT NOT NULL,
    area  BLOB NOT NULL,                        -- empty where it is not known
    month TEXT NOT NULL,                        -- 2026-11
    count INTEGER NOT NULL,
    PRIMARY KEY (what, area, month)
) STRICT, WITHOUT ROWID;

-- Holds that are on, by the note that put them there.
CREATE TABLE legal_hold (
    note  BLOB PRIMARY KEY,
    item  BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX legal_hold_item ON legal_hold (item);
CREATE INDEX pseudonym_actor ON pseudonym (actor);
