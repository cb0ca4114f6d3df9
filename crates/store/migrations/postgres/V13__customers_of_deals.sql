-- The latest deals with a customer are read from the end of its number, however many there are.
DROP INDEX referral_duns;
CREATE INDEX referral_duns ON referral (organization_id, duns, id) WHERE duns IS NOT NULL;
