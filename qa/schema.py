"""The tables of a library's SQLite file, their version, and the way up from earlier ones.

- `articles` with their `passages` and vectors; `removed` are passages that the derived indexes may still hold.
- `versions` are earlier texts of an article, so that old citations still resolve.
- `followed` is what the user named, `roots` the files and addresses found there, as they were when they were last read
  to the end, `sources` what became of each thing in them that may be an article.
- `copies` and `bands` are the record of near-copies. `copies` is also the list of what is still to be placed among
  them: triggers note every article that comes or goes, in the transaction that stores or removes it.
"""

VERSION = 4
TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, language TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL, url TEXT,
    pages BLOB NOT NULL DEFAULT x'') STRICT;
CREATE INDEX IF NOT EXISTS articles_by_text ON articles (sha256);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, bounds BLOB NOT NULL, vector BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article_id);
CREATE TABLE IF NOT EXISTS removed (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS versions (
    id TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, language TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL, url TEXT, pages BLOB NOT NULL,
    replaced TEXT NOT NULL, PRIMARY KEY (id, sha256)) STRICT;
CREATE TABLE IF NOT EXISTS followed (given TEXT PRIMARY KEY, options TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS roots (root TEXT PRIMARY KEY, sha256 TEXT NOT NULL, etag TEXT, modified TEXT) STRICT;
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, root TEXT NOT NULL, sha256 TEXT NOT NULL, article_id TEXT, reason TEXT) STRICT;
CREATE INDEX IF NOT EXISTS sources_by_root ON sources (root);
CREATE INDEX IF NOT EXISTS sources_by_article ON sources (article_id);
CREATE TABLE IF NOT EXISTS copies (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'placed', 'gone')), cluster TEXT, signature BLOB) STRICT;
CREATE INDEX IF NOT EXISTS copies_by_article ON copies (article_id);
CREATE INDEX IF NOT EXISTS copies_by_cluster ON copies (cluster);
CREATE INDEX IF NOT EXISTS copies_to_do ON copies (state, number) WHERE state != 'placed';
CREATE TABLE IF NOT EXISTS bands (
    key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS article_comes AFTER INSERT ON articles BEGIN
    INSERT INTO copies (article_id) VALUES (new.id); END;
CREATE TRIGGER IF NOT EXISTS article_goes AFTER DELETE ON articles BEGIN
    UPDATE copies SET state = 'gone' WHERE article_id = old.id; END;
"""
STEPS = (  # from the version of its place, counted from 1, to the next
    "INSERT INTO copies (article_id) SELECT id FROM articles;",
    "ALTER TABLE articles ADD COLUMN url TEXT; ALTER TABLE articles ADD COLUMN pages BLOB NOT NULL DEFAULT x'';",
    """
    INSERT INTO sources SELECT source, substr(source, 1, instr(source || '!/', '!/') - 1), source_sha256, id, NULL
        FROM articles;
    INSERT INTO followed SELECT DISTINCT root, '{}' FROM sources;
    ALTER TABLE articles DROP COLUMN source_sha256;
    """,
)


def script(version: int | None) -> str:
    """Return the SQL that brings a file of an earlier version, or a new one (None), to this one.

    It is one transaction, and fails where another process has run it meanwhile.
    """
    steps = "" if version is None else "\n".join(STEPS[version - 1 :])
    return f"BEGIN IMMEDIATE; {TABLES} {steps} REPLACE INTO meta VALUES ('schema_version', '{VERSION}'); COMMIT;"
