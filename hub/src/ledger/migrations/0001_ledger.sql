-- Everything that the hub knows. What names a person stands apart, so that it can be erased alone:
-- account_contact (who has which number) and pseudonym (who is behind which key).

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    actor       BLOB PRIMARY KEY,
    account_key BLOB NOT NULL,                  -- the current one
    joined_at   INTEGER NOT NULL,
    home        BLOB,
    epoch       INTEGER NOT NULL DEFAULT 0      -- of the last session
) STRICT, WITHOUT ROWID;

CREATE TABLE account_contact (
    phone TEXT PRIMARY KEY,
    actor BLOB NOT NULL REFERENCES account (actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_key (
    actor      BLOB NOT NULL REFERENCES account (actor),
    role       TEXT NOT NULL,                   -- code of a role, or 'account'
    key        BLOB NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (actor, role, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE grant_token (
    id            BLOB PRIMARY KEY,
    actor         BLOB NOT NULL REFERENCES account (actor),
    role          TEXT NOT NULL,
    token         TEXT NOT NULL,                -- as signed
    signature     BLOB NOT NULL,
    superseded_by BLOB REFERENCES grant_token (id),
    revoked       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_actor ON grant_token (actor);

CREATE TABLE invitation (
    secret     BLOB PRIMARY KEY,                -- hash
    terms      TEXT NOT NULL,                   -- JSON: role, organisation, areas and so on
    expires    INTEGER NOT NULL,
    invited_by BLOB,
    used_by    BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
    id       BLOB PRIMARY KEY,
    code     BLOB NOT NULL,                     -- hash
    phone    TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    used_by  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_phone ON enrolment (phone, asked_at);

CREATE TABLE session (
    token   BLOB PRIMARY KEY,                   -- hash
    actor   BLOB NOT NULL REFERENCES account (actor),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_actor ON session (actor);

CREATE TABLE area (
    id   BLOB PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
    id   BLOB PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subject (
    id           BLOB PRIMARY KEY,
    kind         INTEGER NOT NULL,              -- 0 incident, 1 publication, 2 site, 3 shift, 4 patrol
    reporter     BLOB,                          -- the account behind the first event
    submitted_at INTEGER NOT NULL,
    next_seq     INTEGER NOT NULL,
    state        TEXT NOT NULL,                 -- the fold
    placement    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_reporter ON subject (reporter, submitted_at);

CREATE TABLE event (
    id            BLOB PRIMARY KEY,
    subject       BLOB NOT NULL,
    subject_seq   INTEGER,                      -- nothing for one that was refused
    hash          BLOB NOT NULL,
    header        TEXT NOT NULL,                -- the bytes that were signed
    signature     BLOB,
    parts         TEXT NOT NULL,                -- {name: {salt, body}}
    received_at   INTEGER NOT NULL,
    clock_suspect INTEGER NOT NULL,
    refusal       TEXT                          -- the verdict on one that was refused
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_order ON event (subject, subject_seq);

CREATE TABLE chain (
    key      BLOB NOT NULL,
    subject  BLOB NOT NULL,
    audience TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    PRIMARY KEY (key, subject, audience)
) STRICT, WITHOUT ROWID;

CREATE TABLE pseudonym (
    key         BLOB NOT NULL,
    subject     BLOB NOT NULL,
    actor       BLOB NOT NULL,
    account_key BLOB NOT NULL,                  -- what bound it to the account
    PRIMARY KEY (key, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket (
    name  TEXT PRIMARY KEY,
    head  INTEGER NOT NULL,                     -- last position; positions are gapless from 1
    count INTEGER NOT NULL,                     -- checksum of its members
    sum   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    bucket TEXT NOT NULL,
    event  BLOB NOT NULL,
    PRIMARY KEY (bucket, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    bucket   TEXT NOT NULL,
    position INTEGER NOT NULL,
    subject  BLOB NOT NULL,
    event    BLOB,                              -- nothing: the subject is evicted
    PRIMARY KEY (bucket, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_subject ON feed (subject, bucket);

CREATE TABLE publication (
    id     BLOB PRIMARY KEY,
    source BLOB NOT NULL,
    scope  TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX publication_source ON publication (source);

CREATE TABLE corroboration (
    source BLOB NOT NULL,
    actor  BLOB NOT NULL,
    kind   TEXT NOT NULL,
    event  BLOB NOT NULL,
    PRIMARY KEY (source, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
    no      INTEGER PRIMARY KEY,
    due     INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    subject BLOB NOT NULL,
    event   BLOB NOT NULL
) STRICT;
CREATE INDEX timer_due ON timer (due);
