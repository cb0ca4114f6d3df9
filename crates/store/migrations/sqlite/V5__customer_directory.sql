-- The customer directory (R202): companies to choose from, the same for everybody here and owned by nobody.
CREATE TABLE customer (
  duns INTEGER NOT NULL PRIMARY KEY,
  country TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The folded words of the name, with blanks between them.
  search_key TEXT NOT NULL,
  address_line1 TEXT,
  address_line2 TEXT,
  city TEXT,
  state TEXT,
  postal_code TEXT,
  external_id TEXT,
  source TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Where names begin, as a whole and at each later word: made from `customer`, and no data of its own.
CREATE TABLE customer_word (
  country TEXT NOT NULL,
  later INTEGER NOT NULL,
  word TEXT NOT NULL,
  duns INTEGER NOT NULL,
  PRIMARY KEY (country, later, word, duns)
) STRICT, WITHOUT ROWID;
