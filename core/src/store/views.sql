-- Derived: dropped and refolded from the log whenever their version changes.

DROP TABLE IF EXISTS incident;
DROP TABLE IF EXISTS incident_place;
DROP TABLE IF EXISTS publication;
DROP TABLE IF EXISTS duty;                     -- until version 3
DROP TABLE IF EXISTS subject;

CREATE TABLE incident (
    no         INTEGER PRIMARY KEY,
    subject    BLOB NOT NULL UNIQUE,
    category   TEXT,
    status     TEXT,
    area       BLOB,
    mine       INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,                -- newest event, by the hub's clock where there is one
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX incident_changed ON incident (changed_at, no);

CREATE VIRTUAL TABLE incident_place USING rtree (no, min_lat, max_lat, min_lon, max_lon);

CREATE TABLE publication (
    no         INTEGER PRIMARY KEY,
    subject    BLOB NOT NULL UNIQUE,
    category   TEXT,
    area       BLOB,
    changed_at INTEGER NOT NULL,
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX publication_changed ON publication (changed_at, no);

CREATE TABLE subject (
    no         INTEGER PRIMARY KEY,
    subject    BLOB NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,                -- 0 site, 1 shift, 2 patrol, 3 alert, 4 SOS, 5 problem, 6 proposal, 7 tip, 8 referral,
                                                -- 9 programme, 10 outreach event, 11 attendance, 12 a note about a record
    guard      BLOB,
    site       BLOB,
    status     TEXT,
    mine       INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX subject_changed ON subject (kind, changed_at, no);
