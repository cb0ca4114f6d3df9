-- Owned tables begin every key with organization_id, and the party table with engagement_id, so that the same
-- keys can be distributed on PostgreSQL (docs/architecture.md). Times are 100 ns ticks since 1970, amounts
-- ten-thousandths, ids lower-case text.
-- Texts compare by code point, as they do on SQLite, so that both databases order alike.

CREATE TABLE organization (
  organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('vendor', 'partner')),
  mpn_id TEXT COLLATE "C",
  country TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);
CREATE UNIQUE INDEX organization_mpn_id ON organization (mpn_id) WHERE mpn_id IS NOT NULL;
-- There is one vendor.
CREATE UNIQUE INDEX organization_one_vendor ON organization (kind) WHERE kind = 'vendor';

CREATE TABLE location (
  organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization,
  mpn_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL,
  city TEXT COLLATE "C",
  PRIMARY KEY (organization_id, mpn_id)
);
CREATE INDEX location_mpn_id ON location (mpn_id);

CREATE TABLE person (
  organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  phone TEXT COLLATE "C",
  role TEXT COLLATE "C" NOT NULL,
  locations TEXT COLLATE "C" NOT NULL,
  language TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX person_id ON person (id);

-- Sign-in names are unique on the whole platform.
CREATE TABLE sign_in_name (
  email TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  organization_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL
);

CREATE TABLE api_client (
  organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  locations TEXT COLLATE "C" NOT NULL,
  secret_hash TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX api_client_id ON api_client (id);

CREATE TABLE solution (
  organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('solution', 'assessment')),
  published BOOLEAN NOT NULL,
  co_sell_ready BOOLEAN NOT NULL,
  tags TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, id)
);

-- Small tables of the whole platform.
CREATE TABLE refresh_token (
  hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  family TEXT COLLATE "C" NOT NULL,
  organization_id TEXT COLLATE "C" NOT NULL,
  principal_kind TEXT COLLATE "C" NOT NULL,
  principal_id TEXT COLLATE "C" NOT NULL,
  client_id TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX refresh_token_family ON refresh_token (family);

CREATE TABLE signing_key (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE setting (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);

-- The document is what the API serves; the other columns are what is filtered, ordered and judged by.
CREATE TABLE referral (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  engagement_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT,
  accepted_at BIGINT,
  closed_at BIGINT,
  closing_at BIGINT,
  status TEXT COLLATE "C" NOT NULL,
  substatus TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  qualification TEXT COLLATE "C" NOT NULL,
  direction TEXT COLLATE "C" NOT NULL,
  sales_stage TEXT COLLATE "C",
  mpn_id TEXT COLLATE "C",
  country TEXT COLLATE "C",
  deal_value BIGINT,
  currency TEXT COLLATE "C",
  name TEXT COLLATE "C",
  customer_name TEXT COLLATE "C" NOT NULL,
  external_reference_id TEXT COLLATE "C",
  campaign_id TEXT COLLATE "C",
  assessment BOOLEAN NOT NULL,
  team_emails TEXT COLLATE "C" NOT NULL,
  history_hash TEXT COLLATE "C" NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  search TSVECTOR NOT NULL,
  PRIMARY KEY (organization_id, id)
);
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

-- Words of the deal, folded.
CREATE INDEX referral_search ON referral USING gin (search);

CREATE TABLE referral_team (
  organization_id TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, email, referral_id)
);
CREATE INDEX referral_team_referral ON referral_team (organization_id, referral_id);

CREATE TABLE favorite (
  organization_id TEXT COLLATE "C" NOT NULL,
  principal_id TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, principal_id, referral_id)
);

-- What the parties of an engagement see of each other (R312).
CREATE TABLE party (
  engagement_id TEXT COLLATE "C" NOT NULL,
  organization_id TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  organization_name TEXT COLLATE "C" NOT NULL,
  direction TEXT COLLATE "C" NOT NULL,
  substatus TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C",
  sales_stage TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT,
  accepted_at BIGINT,
  closed_at BIGINT,
  team TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (engagement_id, organization_id, referral_id)
);

-- R314: append-only.
CREATE TABLE event (
  organization_id TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  actor_kind TEXT COLLATE "C" NOT NULL,
  actor_id TEXT COLLATE "C" NOT NULL,
  request_id TEXT COLLATE "C" NOT NULL,
  changes TEXT COLLATE "C" NOT NULL,
  document_hash TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, referral_id, version)
);

-- What is to be told to the outside: written with the change, sent by a worker.
CREATE TABLE outbox (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  topic TEXT COLLATE "C" NOT NULL,
  engagement_id TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE idempotency (
  organization_id TEXT COLLATE "C" NOT NULL,
  principal_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, principal_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
