-- Published catalogs, for good: a consent record names the version that asked.
CREATE TABLE catalog_version (
    version   TEXT PRIMARY KEY,
    canonical BLOB NOT NULL,
    published TEXT NOT NULL,
    turn      INTEGER NOT NULL UNIQUE  -- the highest is in force
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
    property TEXT NOT NULL,
    question TEXT NOT NULL,
    version  TEXT NOT NULL REFERENCES catalog_version (version),
    PRIMARY KEY (version, property)
) STRICT, WITHOUT ROWID;

-- One row a choice, in the order in which they became durable. Positions are
-- given out by the writer, from 0, without gaps.
CREATE TABLE record (
    position INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    property TEXT NOT NULL,
    visitor  TEXT NOT NULL,
    received TEXT NOT NULL,
    body     BLOB NOT NULL
) STRICT;
