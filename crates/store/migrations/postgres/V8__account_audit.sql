-- Accounts: the audit log of their changes, the last use of API clients, fresh proofs of identity.

-- When it was last seen, at most some minutes ago; none: never.
ALTER TABLE api_client ADD COLUMN used_at BIGINT;

-- When its person last proved who they are.
ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
UPDATE session SET proved_at = created_at;

-- Empty: none was chosen, and that of the installation counts. Nobody had to choose the one that everybody began with.
UPDATE person SET time_zone = '' WHERE time_zone = 'UTC';

-- Append-only, each sealed to the one before it. `facts` is JSON.
CREATE TABLE audit_event (
  organization_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  actor_id TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  request_id TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, number)
);

-- The last entry of each organization: where writers take turns, and what tells that the end was not cut off.
CREATE TABLE audit_head (
  organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT COLLATE "C" NOT NULL
);
