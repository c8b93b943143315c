/**
 * The tables of the embedded store. Everything of one partition lies together (primary keys begin with it), and
 * `counters` holds the one growing number that versions are drawn from.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS docs (
  partition TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (partition, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists (
  partition TEXT NOT NULL, list TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (partition, list, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ranks (
  partition TEXT NOT NULL, name TEXT NOT NULL, member TEXT NOT NULL, place REAL NOT NULL,
  PRIMARY KEY (partition, name, member)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ranks_by_place ON ranks (partition, name, place, member);
CREATE TABLE IF NOT EXISTS leases (
  partition TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, holder TEXT NOT NULL,
  expires INTEGER NOT NULL, abandoned INTEGER NOT NULL,
  PRIMARY KEY (partition, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO counters (name, value) VALUES ('version', 0);
`;

/** Every statement the driver uses, prepared once when the file is opened. */
export const STATEMENTS = {
  getDoc: 'SELECT version, value FROM docs WHERE partition = ? AND key = ?',
  putDoc:
    'INSERT INTO docs (partition, key, version, value) VALUES (?, ?, ?, ?) ' +
    'ON CONFLICT (partition, key) DO UPDATE SET version = excluded.version, value = excluded.value',
  deleteDoc: 'DELETE FROM docs WHERE partition = ? AND key = ?',
  lastPosition: 'SELECT max(position) AS position FROM lists WHERE partition = ? AND list = ?',
  append: 'INSERT INTO lists (partition, list, position, value) VALUES (?, ?, ?, ?)',
  range:
    'SELECT position, value FROM lists WHERE partition = ? AND list = ? AND position > ? AND position < ? ORDER BY position LIMIT ?',
  rangeNewest:
    'SELECT position, value FROM lists WHERE partition = ? AND list = ? AND position > ? AND position < ? ORDER BY position DESC LIMIT ?',
  trim:
    'DELETE FROM lists WHERE partition = ?1 AND list = ?2 AND position <= ?3 ' +
    'AND position < (SELECT max(position) FROM lists WHERE partition = ?1 AND list = ?2)',
  rank:
    'INSERT INTO ranks (partition, name, member, place) VALUES (?, ?, ?, ?) ' +
    'ON CONFLICT (partition, name, member) DO UPDATE SET place = excluded.place',
  unrank: 'DELETE FROM ranks WHERE partition = ? AND name = ? AND member = ?',
  unrankAt: 'DELETE FROM ranks WHERE partition = ? AND name = ? AND member = ? AND place = ?',
  ranked:
    'SELECT member, place FROM ranks WHERE partition = ? AND name = ? AND place <= ? ORDER BY place, member LIMIT ?',
  rankedAfter:
    'SELECT member, place FROM ranks WHERE partition = ? AND name = ? AND place <= ? AND (place, member) > (?, ?) ' +
    'ORDER BY place, member LIMIT ?',
  docNames: 'SELECT key AS name FROM docs WHERE partition = ?',
  listNames: 'SELECT DISTINCT list AS name FROM lists WHERE partition = ?',
  indexNames: 'SELECT DISTINCT name FROM ranks WHERE partition = ?',
  dropDocs: 'DELETE FROM docs WHERE partition = ?1 AND substr(key, 1, length(?2)) <> ?2',
  dropAllDocs: 'DELETE FROM docs WHERE partition = ?',
  dropLists: 'DELETE FROM lists WHERE partition = ?',
  dropRanks: 'DELETE FROM ranks WHERE partition = ?',
  getLease: 'SELECT number, holder FROM leases WHERE partition = ? AND name = ?',
  claimLease:
    'INSERT INTO leases (partition, name, number, holder, expires, abandoned) VALUES (?1, ?2, 1, ?3, ?4, 0) ' +
    'ON CONFLICT (partition, name) DO UPDATE SET number = number + 1, holder = ?3, expires = ?4, ' +
    "abandoned = CASE holder WHEN '' THEN 0 ELSE abandoned + 1 END WHERE holder = '' OR expires <= ?5 " +
    'RETURNING number, abandoned',
  renewLease: "UPDATE leases SET expires = ? WHERE partition = ? AND name = ? AND number = ? AND holder <> ''",
  releaseLease:
    "UPDATE leases SET holder = '', expires = 0, abandoned = 0 WHERE partition = ? AND name = ? AND number = ? AND holder <> ''",
  getVersion: "SELECT value FROM counters WHERE name = 'version'",
  putVersion: "UPDATE counters SET value = ? WHERE name = 'version'",
} as const;
