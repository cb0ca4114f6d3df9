-- Lists: the columns that a person keeps, and what narrowing by value and ordering by location and type are read from.

-- Words with spaces between; empty: the usual ones.
ALTER TABLE person ADD COLUMN list_columns TEXT COLLATE "C" NOT NULL DEFAULT '';

-- The value stands in the order of what waits, so that a filter by it reads no row that it leaves out.
DROP INDEX referral_desk;
CREATE INDEX referral_desk ON referral (organization_id, waiting_order, id, direction, deal_value);
-- Places and types of deals are sorted from here instead of from the rows with their documents.
CREATE INDEX referral_brief ON referral
  (organization_id, id, direction, mpn_id, assessment, vendor_view, substatus, engagement_id);
