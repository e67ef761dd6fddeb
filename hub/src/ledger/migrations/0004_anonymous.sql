-- What came by the anonymous road. No column of these tables, nor of those that hold its events, tells who sent it or from where.

CREATE TABLE anonymous_subject (
    id           BLOB PRIMARY KEY,
    kind         INTEGER NOT NULL,              -- 0 incident, 9 tip
    submitted_at INTEGER NOT NULL,              -- by the hub's clock, to the hour
    next_seq     INTEGER NOT NULL,
    state        TEXT NOT NULL,                 -- the fold
    placement    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whoever has the receipt has the private half of the key. To the day: when somebody looks is nobody's business.
CREATE TABLE anonymous_thread (
    key     BLOB PRIMARY KEY,
    subject BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
