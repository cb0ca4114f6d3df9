-- The workspace: the orders of lists, lanes of the board, saved views, drafts, imports of deals.

-- What waits first (desk::waiting_order), the lane of the board (desk::Lane), names as they sort (text::sort_key),
-- and the customer's D-U-N-S number; as much of each as an index takes. Written with every change.
ALTER TABLE referral ADD COLUMN waiting_order INTEGER NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN customer_key TEXT NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN duns TEXT;
UPDATE referral SET
  waiting_order = CASE status
    WHEN 'New' THEN coalesce(expires_at, 2600000000000000000) - 6000000000000000000
    WHEN 'Active' THEN -updated_at
    ELSE 6000000000000000000 - updated_at END,
  lane = CASE substatus
    WHEN 'Pending' THEN 0 WHEN 'Received' THEN 0
    WHEN 'Won' THEN 100 WHEN 'Lost' THEN 101 WHEN 'Declined' THEN 102 WHEN 'Expired' THEN 103
    ELSE CASE sales_stage WHEN '20' THEN 20 WHEN '40' THEN 40 WHEN '60' THEN 60 WHEN '80' THEN 80
      WHEN '100' THEN 80 ELSE 10 END END,
  name_key = ortak_sort_key(coalesce(name, '')),
  customer_key = ortak_sort_key(customer_name),
  duns = (SELECT substr(e.value ->> '$.id', 1, 500) FROM json_each(document, '$.customerProfile.ids') AS e
    WHERE e.value ->> '$.profileType' = 'Duns' AND e.value ->> '$.id' <> '' ORDER BY e.key LIMIT 1);

CREATE INDEX referral_desk ON referral (organization_id, waiting_order, id, direction);
CREATE INDEX referral_lane
  ON referral (organization_id, lane, waiting_order, id, direction, currency, deal_value);
CREATE INDEX referral_name ON referral (organization_id, name_key, id);
CREATE INDEX referral_customer ON referral (organization_id, customer_key, id);
CREATE INDEX referral_value ON referral (organization_id, deal_value, id);
CREATE INDEX referral_closing ON referral (organization_id, closing_at, id, status);
CREATE INDEX referral_duns ON referral (organization_id, duns) WHERE duns IS NOT NULL;
CREATE INDEX referral_shared_desk ON referral (waiting_order, id)
  WHERE vendor_view AND direction = 'Outgoing';
-- Requests that nobody has answered yet, by engagement.
CREATE INDEX party_waiting ON party (engagement_id) WHERE substatus IN ('Pending', 'Received');

-- Which solutions are on which deals.
CREATE TABLE referral_solution (
  organization_id TEXT NOT NULL,
  solution_id TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, solution_id, referral_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_solution_referral ON referral_solution (organization_id, referral_id);
INSERT INTO referral_solution (organization_id, solution_id, referral_id)
  SELECT DISTINCT r.organization_id, substr(e.value ->> '$.id', 1, 500), r.id FROM referral r,
    json_each(r.document, '$.details.requirements.solutions') AS e
  WHERE e.value ->> '$.id' IS NOT NULL;

-- Lists that people come back to; `shared` ones are seen by the whole organization.
CREATE TABLE saved_view (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX saved_view_person ON saved_view (organization_id, person_id);

-- What somebody began to enter as a new deal.
CREATE TABLE deal_draft (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  step TEXT NOT NULL,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX deal_draft_person ON deal_draft (organization_id, person_id, updated_at);
CREATE INDEX deal_draft_updated ON deal_draft (updated_at);

-- Imports of deals, and which line became which deal.
CREATE TABLE deal_import (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  generation INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  undone_at INTEGER,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX deal_import_file ON deal_import (organization_id, file_hash, generation);

CREATE TABLE deal_import_line (
  organization_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  referral_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, import_id, line)
) STRICT;

-- Who did what in an organization, the latest first.
CREATE INDEX event_time ON event (organization_id, at, referral_id, version);
