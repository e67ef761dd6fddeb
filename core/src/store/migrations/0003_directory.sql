-- What is known of counties: the directory, as the hub's packs have it, and what is still to be asked of it.

CREATE TABLE region (
    county   INTEGER PRIMARY KEY,
    version  INTEGER NOT NULL,
    settings TEXT NOT NULL
) STRICT;

CREATE TABLE directory_entry (
    county INTEGER NOT NULL REFERENCES region (county) ON DELETE CASCADE,
    id     TEXT NOT NULL,
    kind   TEXT NOT NULL,
    json   TEXT NOT NULL,                       -- an organisation of HSDS 3
    PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_entry_kind ON directory_entry (kind);

CREATE TABLE directory_change (
    id      BLOB PRIMARY KEY,
    no      INTEGER NOT NULL,                   -- order of writing
    json    TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    refusal TEXT
) STRICT, WITHOUT ROWID;
