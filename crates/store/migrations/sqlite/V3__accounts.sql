-- Accounts of people: sessions, back-off, one-time tokens, second factors, passkeys; redirect addresses of applications.

-- How the pages look to the person.
ALTER TABLE person ADD COLUMN theme TEXT NOT NULL DEFAULT 'system';
ALTER TABLE person ADD COLUMN density TEXT NOT NULL DEFAULT 'comfortable';
-- A name of the IANA database.
ALTER TABLE person ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE person ADD COLUMN shortcuts INTEGER NOT NULL DEFAULT 1;

-- Where a person's browser may be sent back to with a code, one a line; none: the application asks no person.
ALTER TABLE api_client ADD COLUMN redirect_uris TEXT NOT NULL DEFAULT '';
-- It can keep no secret, and is told none.
ALTER TABLE api_client ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;

-- Small tables of the whole platform: found by hash before anybody knows whose they are.
CREATE TABLE session (
  hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  second_factor TEXT NOT NULL CHECK (second_factor IN ('none', 'pending', 'done')),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  idle_ends_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (organization_id, person_id);
CREATE INDEX session_ends ON session (ends_at);
CREATE INDEX session_idle_ends ON session (idle_ends_at);

-- Failed attempts to prove who one is; the key is the SHA-256 of what was tried.
CREATE TABLE attempt (
  key TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  waits_until INTEGER NOT NULL,
  forgotten_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_forgotten ON attempt (forgotten_at);

-- What is good for one use: links, challenges, states and codes; `facts` is JSON.
CREATE TABLE one_time_token (
  hash TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  organization_id TEXT,
  person_id TEXT,
  facts TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_token_person ON one_time_token (person_id, purpose) WHERE person_id IS NOT NULL;
CREATE INDEX one_time_token_expires ON one_time_token (expires_at);

CREATE INDEX refresh_token_principal ON refresh_token (principal_id);

-- `sealed` is the secret, encrypted; `last_step` is the newest time step whose code was accepted.
CREATE TABLE totp (
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  PRIMARY KEY (organization_id, person_id)
) STRICT;

CREATE TABLE recovery_code (
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (organization_id, person_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  -- base64url, as browsers write it.
  credential_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- COSE.
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_person ON passkey (organization_id, person_id);

-- Links that wait to be mailed; `sealed` is the link's token, encrypted until it is sent.
CREATE TABLE account_mail (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX account_mail_due ON account_mail (next_at, id);
