-- The customer directory (R202): companies to choose from, the same for everybody here and owned by nobody.
CREATE TABLE customer (
  duns BIGINT NOT NULL PRIMARY KEY,
  country TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  -- The folded words of the name, with blanks between them.
  search_key TEXT COLLATE "C" NOT NULL,
  address_line1 TEXT COLLATE "C",
  address_line2 TEXT COLLATE "C",
  city TEXT COLLATE "C",
  state TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  external_id TEXT COLLATE "C",
  source TEXT COLLATE "C" NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Where names begin, as a whole and at each later word: made from `customer`, and no data of its own.
CREATE TABLE customer_word (
  country TEXT COLLATE "C" NOT NULL,
  later BOOLEAN NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  duns BIGINT NOT NULL,
  PRIMARY KEY (country, later, word, duns)
);
