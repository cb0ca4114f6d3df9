-- Owned tables begin every key with organization_id, and the party table with engagement_id, so that the same
-- keys can be distributed on PostgreSQL (docs/architecture.md). Times are 100 ns ticks since 1970, amounts
-- ten-thousandths, ids lower-case text.

CREATE TABLE organization (
  organization_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('vendor', 'partner')),
  mpn_id TEXT,
  country TEXT NOT NULL,
  currency TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX organization_mpn_id ON organization (mpn_id) WHERE mpn_id IS NOT NULL;
-- There is one vendor.
CREATE UNIQUE INDEX organization_one_vendor ON organization (kind) WHERE kind = 'vendor';

CREATE TABLE location (
  organization_id TEXT NOT NULL REFERENCES organization,
  mpn_id TEXT NOT NULL,
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  city TEXT,
  PRIMARY KEY (organization_id, mpn_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_mpn_id ON location (mpn_id);

CREATE TABLE person (
  organization_id TEXT NOT NULL REFERENCES organization,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT,
  role TEXT NOT NULL,
  locations TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX person_id ON person (id);

-- Sign-in names are unique on the whole platform.
CREATE TABLE sign_in_name (
  email TEXT NOT NULL PRIMARY KEY,
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_client (
  organization_id TEXT NOT NULL REFERENCES organization,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  locations TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX api_client_id ON api_client (id);

CREATE TABLE solution (
  organization_id TEXT NOT NULL REFERENCES organization,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('solution', 'assessment')),
  published INTEGER NOT NULL,
  co_sell_ready INTEGER NOT NULL,
  tags TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;

-- Small tables of the whole platform.
CREATE TABLE refresh_token (
  hash TEXT NOT NULL PRIMARY KEY,
  family TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  principal_kind TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_family ON refresh_token (family);

CREATE TABLE signing_key (
  id TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The document is what the API serves; the other columns are what is filtered, ordered and judged by.
CREATE TABLE referral (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  engagement_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER,
  accepted_at INTEGER,
  closed_at INTEGER,
  closing_at INTEGER,
  status TEXT NOT NULL,
  substatus TEXT NOT NULL,
  reason TEXT,
  kind TEXT NOT NULL,
  qualification TEXT NOT NULL,
  direction TEXT NOT NULL,
  sales_stage TEXT,
  mpn_id TEXT,
  country TEXT,
  deal_value INTEGER,
  currency TEXT,
  name TEXT,
  customer_name TEXT NOT NULL,
  external_reference_id TEXT,
  campaign_id TEXT,
  assessment INTEGER NOT NULL,
  team_emails TEXT NOT NULL,
  history_hash TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;
-- R108: one live referral of an organization in an engagement; after a decline or expiry it may be asked again.
CREATE UNIQUE INDEX referral_engagement ON referral (organization_id, engagement_id)
  WHERE substatus NOT IN ('Declined', 'Expired');
CREATE INDEX referral_created ON referral (organization_id, created_at, id);
CREATE INDEX referral_updated ON referral (organization_id, updated_at, id);
CREATE INDEX referral_status_created ON referral (organization_id, status, created_at, id);
CREATE INDEX referral_status_updated ON referral (organization_id, status, updated_at, id);
CREATE INDEX referral_substatus_created ON referral (organization_id, substatus, created_at, id);
CREATE INDEX referral_external_reference ON referral (organization_id, external_reference_id)
  WHERE external_reference_id IS NOT NULL;

CREATE TABLE referral_team (
  organization_id TEXT NOT NULL,
  email TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, email, referral_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_team_referral ON referral_team (organization_id, referral_id);

-- Words of the deal, folded and cut by search::words; rowid is the referral's. The ascii tokenizer leaves
-- everything beyond ASCII as it is, where unicode61 folds and cuts once more, by rules of its own.
CREATE VIRTUAL TABLE referral_search USING fts5 (
  words, content = '', contentless_delete = 1, tokenize = 'ascii'
);

CREATE TABLE favorite (
  organization_id TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, principal_id, referral_id)
) STRICT, WITHOUT ROWID;

-- What the parties of an engagement see of each other (R312).
CREATE TABLE party (
  engagement_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  organization_name TEXT NOT NULL,
  direction TEXT NOT NULL,
  substatus TEXT NOT NULL,
  reason TEXT,
  sales_stage TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER,
  accepted_at INTEGER,
  closed_at INTEGER,
  team TEXT NOT NULL,
  PRIMARY KEY (engagement_id, organization_id, referral_id)
) STRICT, WITHOUT ROWID;

-- R314: append-only.
CREATE TABLE event (
  organization_id TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  changes TEXT NOT NULL,
  document_hash TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (organization_id, referral_id, version)
) STRICT;

-- What is to be told to the outside: written with the change, sent by a worker.
CREATE TABLE outbox (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  topic TEXT NOT NULL,
  engagement_id TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;

CREATE TABLE idempotency (
  organization_id TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, principal_id, key)
) STRICT;
CREATE INDEX idempotency_created ON idempotency (created_at);
