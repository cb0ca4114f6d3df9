-- However much waits to be told, earlier versions of a referral are found without looking at the rest.
CREATE INDEX outbox_versions ON outbox (referral_id, version) WHERE dispatched_at IS NULL;
