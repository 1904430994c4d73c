"""The tables of a library's SQLite file, their version, and the way up from earlier ones.

`copies` is both the record of near-copies and the list of what is still to be placed among them: triggers note every
article that comes or goes, in the transaction that stores or removes it.
"""

VERSION = 3
TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, language TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL, source_sha256 TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS articles_by_text ON articles (sha256);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, bounds BLOB NOT NULL, vector BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article_id);
CREATE TABLE IF NOT EXISTS removed (passage_id INTEGER PRIMARY KEY) STRICT;
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
FROM_1 = """
INSERT INTO copies (article_id) SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM copies);
"""
TO_3 = """
ALTER TABLE articles ADD COLUMN url TEXT;
ALTER TABLE articles ADD COLUMN pages BLOB NOT NULL DEFAULT x'';
"""


def script(version: int | None) -> str:
    """Return the SQL that brings a file of an earlier version, or a new one (None), to this one.

    It is one transaction, and fails where another process has run it meanwhile.
    """
    steps = {None: TO_3, 1: FROM_1 + TO_3, 2: TO_3}[version]
    return f"BEGIN IMMEDIATE; {TABLES} {steps} REPLACE INTO meta VALUES ('schema_version', '{VERSION}'); COMMIT;"
