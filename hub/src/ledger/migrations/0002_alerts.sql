-- What people answered to alerts: one word each, the last one.
CREATE TABLE alert_answer (
    alert  BLOB NOT NULL REFERENCES subject (id),
    actor  BLOB NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (alert, actor)
) STRICT, WITHOUT ROWID;
