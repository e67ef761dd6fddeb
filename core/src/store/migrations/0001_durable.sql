-- The durable tables: what cannot be rebuilt. Views are elsewhere, and derived.

CREATE TABLE profile (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    no            INTEGER PRIMARY KEY,          -- order of arrival on this phone
    id            BLOB NOT NULL UNIQUE,
    subject       BLOB NOT NULL,
    hash          BLOB NOT NULL,
    header        TEXT NOT NULL,                -- the bytes that were signed
    signature     BLOB,
    parts         TEXT NOT NULL,                -- {name: {salt, body}} of the parts at hand
    own           INTEGER NOT NULL,             -- made by this profile
    proof         INTEGER NOT NULL,             -- 0 the author's signature was checked, 1 the hub vouches
    standing      INTEGER NOT NULL,             -- 0 pending, 1 confirmed, 2 refused
    subject_seq   INTEGER,                      -- the hub's order
    received_at   INTEGER,                      -- the hub's clock
    clock_suspect INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX event_subject ON event (subject);

CREATE TABLE outbox (
    event           BLOB PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    no              INTEGER NOT NULL,           -- order of writing, kept per subject
    subject         BLOB NOT NULL,
    lane            INTEGER NOT NULL,
    state           INTEGER NOT NULL,           -- 0 queued, 1 sending, 2 parked
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    refusal         TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (state, lane, no);
CREATE INDEX outbox_subject ON outbox (subject, no);

CREATE TABLE cursor (
    bucket   TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    count    INTEGER NOT NULL,                  -- checksum of what is held of the bucket
    sum      INTEGER NOT NULL,
    reached  INTEGER NOT NULL DEFAULT 0         -- read to its head since it was begun
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket_event (
    bucket TEXT NOT NULL,
    event  BLOB NOT NULL,
    PRIMARY KEY (bucket, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX bucket_event_event ON bucket_event (event);

CREATE TABLE grant_token (
    id        BLOB PRIMARY KEY,
    token     TEXT NOT NULL,
    signature BLOB NOT NULL,
    revoked   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
    id   BLOB PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
    id   BLOB PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fix (
    no           INTEGER PRIMARY KEY,           -- order of arrival
    patrol       BLOB NOT NULL,
    leg          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    utc_offset   INTEGER NOT NULL,
    monotonic_ms INTEGER,
    boot         BLOB,
    lat          REAL NOT NULL,
    lon          REAL NOT NULL,
    accuracy_m   REAL NOT NULL,
    source       TEXT NOT NULL,
    speed_mps    REAL,
    mock         INTEGER NOT NULL
) STRICT;
CREATE INDEX fix_leg ON fix (patrol, leg);
