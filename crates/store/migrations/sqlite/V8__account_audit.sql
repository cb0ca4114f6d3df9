-- Accounts: the audit log of their changes, the last use of API clients, fresh proofs of identity.

-- When it was last seen, at most some minutes ago; none: never.
ALTER TABLE api_client ADD COLUMN used_at INTEGER;

-- When its person last proved who they are.
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
UPDATE session SET proved_at = created_at;

-- Empty: none was chosen, and that of the installation counts. Nobody had to choose the one that everybody began with.
UPDATE person SET time_zone = '' WHERE time_zone = 'UTC';

-- Append-only, each sealed to the one before it. `facts` is JSON.
CREATE TABLE audit_event (
  organization_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  facts TEXT NOT NULL,
  request_id TEXT NOT NULL,
  address TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (organization_id, number)
) STRICT;

-- The last entry of each organization: where writers take turns, and what tells that the end was not cut off.
CREATE TABLE audit_head (
  organization_id TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
