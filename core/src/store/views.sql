-- Derived: dropped and refolded from the log whenever their version changes.

DROP TABLE IF EXISTS incident;
DROP TABLE IF EXISTS incident_place;
DROP TABLE IF EXISTS publication;
DROP TABLE IF EXISTS duty;

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

CREATE TABLE duty (
    no         INTEGER PRIMARY KEY,
    subject    BLOB NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,                -- 0 site, 1 shift, 2 patrol
    guard      BLOB,
    site       BLOB,
    status     TEXT,
    mine       INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX duty_changed ON duty (kind, changed_at, no);
