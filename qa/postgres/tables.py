"""The tables of a library in PostgreSQL, and their version.

They are those of `qa.schema`, but for what is made to be looked up: `passages` hold their terms in order, and how much
each weighs; `frequencies` are notes of how many passages came with a term, or went (a negative number), which add up.
In `articles`, `passages` and `versions` an article's rows are all told by its id: each may be partitioned by it. They
have no constraint that would need rows of another article.
"""

VERSION = 1
_ABOUT = """
    id text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL, title text NOT NULL, publisher text COLLATE "C",
    authors text NOT NULL, published text COLLATE "C", language text, text text NOT NULL, sha256 text NOT NULL,
    url text, pages bytea NOT NULL"""
ARTICLES = f"({_ABOUT})"
VERSIONS = f"({_ABOUT}, number bigint NOT NULL DEFAULT nextval('numbers'), replaced text NOT NULL)"
PASSAGES = """(
    id bigint NOT NULL DEFAULT nextval('passage_numbers'), article_id text COLLATE "C" NOT NULL, start integer NOT NULL,
    "end" integer NOT NULL, bounds bytea NOT NULL, vector halfvec STORAGE PLAIN NOT NULL,
    terms integer[] NOT NULL, weights sparsevec NOT NULL)"""
TABLES = f"""
CREATE SEQUENCE IF NOT EXISTS numbers;
CREATE SEQUENCE IF NOT EXISTS passage_numbers;
CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS articles {ARTICLES};
CREATE UNIQUE INDEX IF NOT EXISTS articles_by_id ON articles (id);
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source);
CREATE INDEX IF NOT EXISTS articles_by_text ON articles (sha256);
CREATE TABLE IF NOT EXISTS versions {VERSIONS};
CREATE INDEX IF NOT EXISTS versions_by_id ON versions (id, sha256);
CREATE TABLE IF NOT EXISTS passages {PASSAGES};
CREATE UNIQUE INDEX IF NOT EXISTS passages_by_article ON passages (article_id, id);
CREATE INDEX IF NOT EXISTS passages_by_id ON passages (id);
CREATE INDEX IF NOT EXISTS passages_by_term ON passages USING gin (terms);
CREATE TABLE IF NOT EXISTS frequencies (term integer NOT NULL, passages bigint NOT NULL);
CREATE INDEX IF NOT EXISTS frequencies_by_term ON frequencies (term) INCLUDE (passages);
CREATE TABLE IF NOT EXISTS followed (given text COLLATE "C" PRIMARY KEY, options text NOT NULL);
CREATE TABLE IF NOT EXISTS roots (root text COLLATE "C" PRIMARY KEY, sha256 text NOT NULL, etag text, modified text);
CREATE TABLE IF NOT EXISTS sources (
    source text COLLATE "C" PRIMARY KEY, root text COLLATE "C" NOT NULL, sha256 text NOT NULL,
    article_id text COLLATE "C", reason text);
CREATE INDEX IF NOT EXISTS sources_by_root ON sources (root);
CREATE INDEX IF NOT EXISTS sources_by_article ON sources (article_id);
CREATE TABLE IF NOT EXISTS copies (
    number bigint PRIMARY KEY DEFAULT nextval('numbers'), article_id text COLLATE "C" NOT NULL,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'placed', 'gone')), cluster text COLLATE "C",
    signature bytea);
CREATE INDEX IF NOT EXISTS copies_by_article ON copies (article_id);
CREATE INDEX IF NOT EXISTS copies_by_cluster ON copies (cluster);
CREATE INDEX IF NOT EXISTS copies_to_do ON copies (state, number) WHERE state != 'placed';
CREATE TABLE IF NOT EXISTS bands (key bigint NOT NULL, number bigint NOT NULL, PRIMARY KEY (key, number));
CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE STRICT
    AS 'SELECT jsonb_array_elements_text(list::jsonb)';
"""
