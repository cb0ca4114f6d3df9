-- The currency stands beside the value in the order of what waits: lists are narrowed by amounts of one currency (R802).
DROP INDEX referral_desk;
CREATE INDEX referral_desk ON referral (organization_id, waiting_order, id, direction, currency, deal_value);
