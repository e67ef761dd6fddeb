-- Counties: their settings and their directory, with the version in which each entry last changed.
CREATE TABLE region (
    county   INTEGER PRIMARY KEY,
    version  INTEGER NOT NULL,
    settings TEXT NOT NULL
) STRICT;

CREATE TABLE directory_entry (
    county  INTEGER NOT NULL REFERENCES region (county),
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    json    TEXT,                               -- an organisation of HSDS 3; nothing where it was taken out
    PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_entry_version ON directory_entry (county, version);

-- What was asked of the directory, and what became of it. Who asked is kept for the limit and for the record, and shown to nobody.
CREATE TABLE directory_change (
    id        BLOB PRIMARY KEY,
    actor     BLOB NOT NULL REFERENCES account (actor),
    role      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    county    INTEGER NOT NULL,
    entry     TEXT,
    suggested TEXT,                             -- the words of a suggestion
    json      TEXT NOT NULL,
    refusal   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_change_actor ON directory_change (actor, at);
