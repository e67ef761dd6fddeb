-- What goes by the anonymous road. Nothing here is an event of the log, and nothing in the log names it.

CREATE TABLE anonymous_thread (
    receipt TEXT PRIMARY KEY,                   -- until it is forgotten
    about   TEXT NOT NULL,                      -- JSON: what it is about, and where
    state   INTEGER NOT NULL,                   -- 0 waits, 1 delivered, 2 refused
    refusal TEXT,
    forget  INTEGER NOT NULL,                   -- once it is delivered
    read    TEXT                                -- JSON: the thread as it was last read
) STRICT, WITHOUT ROWID;

CREATE TABLE anonymous_letter (
    no       INTEGER PRIMARY KEY,
    receipt  TEXT NOT NULL REFERENCES anonymous_thread (receipt) ON DELETE CASCADE,
    draft    TEXT NOT NULL,                     -- JSON: what is to be sealed and signed
    signed   TEXT,                              -- JSON: the event, once it is: from then on it goes as it is
    send_at  INTEGER NOT NULL,                  -- by this phone's clock
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX anonymous_due ON anonymous_letter (send_at);
