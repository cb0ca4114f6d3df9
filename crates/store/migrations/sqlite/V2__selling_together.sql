-- Selling together: sandboxes, own stage names, webhooks, notifications, and what their workers look for.

ALTER TABLE organization ADD COLUMN assessments_approved INTEGER NOT NULL DEFAULT 0;
-- The sandbox that the organization belongs to: its home's id. None in the real world.
ALTER TABLE organization ADD COLUMN sandbox_home TEXT;
-- In a sandbox: the organization that this stand-in plays.
ALTER TABLE organization ADD COLUMN stands_for TEXT;
-- Seconds by which a sandbox's clock is ahead; kept with its home.
ALTER TABLE organization ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;
DROP INDEX organization_one_vendor;
-- There is one vendor in the real world, and one stand-in of each organization in a sandbox.
CREATE UNIQUE INDEX organization_one_vendor ON organization (kind) WHERE kind = 'vendor' AND sandbox_home IS NULL;
CREATE UNIQUE INDEX organization_stand_in ON organization (sandbox_home, stands_for) WHERE stands_for IS NOT NULL;

-- E-mail addresses, one a line (R602).
ALTER TABLE location ADD COLUMN contacts TEXT NOT NULL DEFAULT '';

-- `token` or `webhook`.
ALTER TABLE signing_key ADD COLUMN purpose TEXT NOT NULL DEFAULT 'token';
-- One key signs webhook requests.
CREATE UNIQUE INDEX signing_key_webhook ON signing_key (purpose) WHERE purpose = 'webhook';

-- R304: an organization's own names of sales stages; the key is the name in lower case.
CREATE TABLE stage_name (
  organization_id TEXT NOT NULL REFERENCES organization,
  name_key TEXT NOT NULL,
  name TEXT NOT NULL,
  sales_stage TEXT NOT NULL,
  PRIMARY KEY (organization_id, name_key)
) STRICT;

-- R102: the owner lets vendor sellers view the deal.
ALTER TABLE referral ADD COLUMN vendor_view INTEGER NOT NULL DEFAULT 0;
UPDATE referral SET vendor_view = 1
  WHERE json_extract(document, '$.consent.consentToShareReferralWithMicrosoftSellers') = 1;
CREATE INDEX referral_shared ON referral (updated_at, id) WHERE vendor_view AND direction = 'Outgoing';
-- R307: what waits for an answer, by when it ends.
CREATE INDEX referral_waiting ON referral (expires_at, id) WHERE status = 'New';
CREATE INDEX party_referral ON party (referral_id);

ALTER TABLE outbox ADD COLUMN dispatched_at INTEGER;
-- Nobody waits for what was written before there was anybody to tell.
UPDATE outbox SET dispatched_at = created_at;
CREATE INDEX outbox_waiting ON outbox (id) WHERE dispatched_at IS NULL;

CREATE TABLE webhook (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  principal_kind TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  signature_in_ms_header INTEGER NOT NULL,
  secret_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  disabled_at INTEGER,
  disabled_reason TEXT,
  PRIMARY KEY (organization_id, id)
) STRICT;
-- One registration of an API client or person.
CREATE UNIQUE INDEX webhook_principal ON webhook (organization_id, principal_id);

CREATE TABLE webhook_delivery (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  event TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER,
  lease_until INTEGER,
  done_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at, id) WHERE state = 'pending';
CREATE INDEX webhook_delivery_order ON webhook_delivery (organization_id, webhook_id, resource_id, version)
  WHERE state = 'pending';
CREATE INDEX webhook_delivery_log ON webhook_delivery (organization_id, webhook_id, created_at, id);
CREATE INDEX webhook_delivery_done ON webhook_delivery (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE webhook_attempt (
  organization_id TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  PRIMARY KEY (organization_id, delivery_id, number)
) STRICT;

-- `mail_wish` is `no`, `now` or `digest`; `mail_id` is the mail that carries it, none while it waits for a digest.
CREATE TABLE notification (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  event TEXT NOT NULL,
  referral_id TEXT,
  engagement_id TEXT,
  facts TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  read_at INTEGER,
  in_app INTEGER NOT NULL,
  mail_wish TEXT NOT NULL,
  mail_id TEXT,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX notification_person ON notification (organization_id, person_id, created_at, id) WHERE in_app;
CREATE INDEX notification_unread ON notification (organization_id, person_id) WHERE in_app AND read_at IS NULL;
CREATE INDEX notification_mail ON notification (organization_id, mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX notification_digest ON notification (organization_id, person_id, created_at)
  WHERE mail_wish = 'digest' AND mail_id IS NULL;

CREATE TABLE notification_preference (
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  event TEXT NOT NULL,
  in_app INTEGER NOT NULL,
  mail INTEGER NOT NULL,
  PRIMARY KEY (organization_id, person_id, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_setting (
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (organization_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  digest INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER,
  lease_until INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  done_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX mail_due ON mail (next_at, id) WHERE state = 'pending';
CREATE INDEX mail_stuck ON mail (created_at) WHERE last_error IS NOT NULL;
CREATE INDEX mail_done ON mail (done_at) WHERE done_at IS NOT NULL;
