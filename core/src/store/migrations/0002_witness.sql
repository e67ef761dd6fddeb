-- What others signed of the heads of chains: from then on not even its author can change a chain unnoticed.

CREATE TABLE witness (
    subject    BLOB NOT NULL,
    chain_key  BLOB NOT NULL,                   -- who signs the chain
    audience   TEXT NOT NULL,
    seq        INTEGER NOT NULL,
    witness    BLOB NOT NULL,                   -- the key of whoever saw the head
    hash       BLOB NOT NULL,
    at         INTEGER NOT NULL,                -- the witness's clock
    signature  BLOB NOT NULL,
    PRIMARY KEY (subject, chain_key, audience, seq, witness)
) STRICT, WITHOUT ROWID;
