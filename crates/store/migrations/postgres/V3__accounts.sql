-- Accounts of people: sessions, back-off, one-time tokens, second factors, passkeys; redirect addresses of applications.

-- How the pages look to the person.
ALTER TABLE person ADD COLUMN theme TEXT COLLATE "C" NOT NULL DEFAULT 'system';
ALTER TABLE person ADD COLUMN density TEXT COLLATE "C" NOT NULL DEFAULT 'comfortable';
-- A name of the IANA database.
ALTER TABLE person ADD COLUMN time_zone TEXT COLLATE "C" NOT NULL DEFAULT 'UTC';
ALTER TABLE person ADD COLUMN shortcuts BOOLEAN NOT NULL DEFAULT TRUE;

-- Where a person's browser may be sent back to with a code, one a line; none: the application asks no person.
ALTER TABLE api_client ADD COLUMN redirect_uris TEXT COLLATE "C" NOT NULL DEFAULT '';
-- It can keep no secret, and is told none.
ALTER TABLE api_client ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;

-- Small tables of the whole platform: found by hash before anybody knows whose they are.
CREATE TABLE session (
  hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL,
  organization_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  second_factor TEXT COLLATE "C" NOT NULL CHECK (second_factor IN ('none', 'pending', 'done')),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  idle_ends_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  user_agent TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_person ON session (organization_id, person_id);
CREATE INDEX session_ends ON session (ends_at);
CREATE INDEX session_idle_ends ON session (idle_ends_at);

-- Failed attempts to prove who one is; the key is the SHA-256 of what was tried.
CREATE TABLE attempt (
  key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  waits_until BIGINT NOT NULL,
  forgotten_at BIGINT NOT NULL
);
CREATE INDEX attempt_forgotten ON attempt (forgotten_at);

-- What is good for one use: links, challenges, states and codes; `facts` is JSON.
CREATE TABLE one_time_token (
  hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  purpose TEXT COLLATE "C" NOT NULL,
  organization_id TEXT COLLATE "C",
  person_id TEXT COLLATE "C",
  facts TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX one_time_token_person ON one_time_token (person_id, purpose) WHERE person_id IS NOT NULL;
CREATE INDEX one_time_token_expires ON one_time_token (expires_at);

CREATE INDEX refresh_token_principal ON refresh_token (principal_id);

-- `sealed` is the secret, encrypted; `last_step` is the newest time step whose code was accepted.
CREATE TABLE totp (
  organization_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  last_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  PRIMARY KEY (organization_id, person_id)
);

CREATE TABLE recovery_code (
  organization_id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, person_id, hash)
);

CREATE TABLE passkey (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  -- base64url, as browsers write it.
  credential_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  -- COSE.
  public_key BYTEA NOT NULL,
  counter BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_person ON passkey (organization_id, person_id);

-- Links that wait to be mailed; `sealed` is the link's token, encrypted until it is sent.
CREATE TABLE account_mail (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX account_mail_due ON account_mail (next_at, id);
