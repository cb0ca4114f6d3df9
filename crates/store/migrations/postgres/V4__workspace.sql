-- The workspace: the orders of lists, lanes of the board, saved views, drafts, imports of deals.

-- What waits first (desk::waiting_order), the lane of the board (desk::Lane), names as they sort (text::sort_key),
-- and the customer's D-U-N-S number; as much of each as an index takes. Written with every change.
ALTER TABLE referral ADD COLUMN waiting_order BIGINT NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN customer_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN duns TEXT COLLATE "C";
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
  name_key = left(trim(translate(
    replace(replace(replace(replace(replace(
      regexp_replace(lower(translate(coalesce(name, ''), 'Iİı', 'iii') COLLATE "und-x-icu"), '[\u0300-\u036f]', '', 'g'),
      'ç', 'c' || chr(127)), 'ğ', 'g' || chr(127)), 'ö', 'o' || chr(127)), 'ş', 's' || chr(127)),
      'ü', 'u' || chr(127)),
    'àáâãäåāăąćčĉċďđèéêëēĕėęěĝġģìíîïīĭįłĺļľñńņňòóôõøōőŕřśšșŝţťțùúûūŭůűųýÿźżž',
    'aaaaaaaaaccccddeeeeeeeeegggiiiiiiillllnnnnooooooorrsssstttuuuuuuuuyyzzz')), 200),
  customer_key = left(trim(translate(
    replace(replace(replace(replace(replace(
      regexp_replace(lower(translate(customer_name, 'Iİı', 'iii') COLLATE "und-x-icu"), '[\u0300-\u036f]', '', 'g'),
      'ç', 'c' || chr(127)), 'ğ', 'g' || chr(127)), 'ö', 'o' || chr(127)), 'ş', 's' || chr(127)),
      'ü', 'u' || chr(127)),
    'àáâãäåāăąćčĉċďđèéêëēĕėęěĝġģìíîïīĭįłĺļľñńņňòóôõøōőŕřśšșŝţťțùúûūŭůűųýÿźżž',
    'aaaaaaaaaccccddeeeeeeeeegggiiiiiiillllnnnnooooooorrsssstttuuuuuuuuyyzzz')), 200),
  duns = (SELECT left(e.value ->> 'id', 500)
    FROM jsonb_array_elements(document::jsonb #> '{customerProfile,ids}') WITH ORDINALITY AS e(value, at)
    WHERE e.value ->> 'profileType' = 'Duns' AND e.value ->> 'id' <> '' ORDER BY e.at LIMIT 1);

CREATE INDEX referral_desk ON referral (organization_id, waiting_order, id, direction);
CREATE INDEX referral_lane
  ON referral (organization_id, lane, waiting_order, id, direction, currency, deal_value);
CREATE INDEX referral_name ON referral (organization_id, name_key, id);
CREATE INDEX referral_customer ON referral (organization_id, customer_key, id);
CREATE INDEX referral_value ON referral (organization_id, deal_value NULLS FIRST, id);
CREATE INDEX referral_closing ON referral (organization_id, closing_at NULLS FIRST, id, status);
CREATE INDEX referral_duns ON referral (organization_id, duns) WHERE duns IS NOT NULL;
CREATE INDEX referral_shared_desk ON referral (waiting_order, id)
  WHERE vendor_view AND direction = 'Outgoing';
-- Requests that nobody has answered yet, by engagement.
CREATE INDEX party_waiting ON party (engagement_id) WHERE substatus IN ('Pending', 'Received');

-- Which solutions are on which deals.
CREATE TABLE referral_solution (
  organization_id TEXT COLLATE "C" NOT NULL,
  solution_id TEXT COLLATE "C" NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, solution_id, referral_id)
);
CREATE INDEX referral_solution_referral ON referral_solution (organization_id, referral_id);
INSERT INTO referral_solution (organization_id, solution_id, referral_id)
  SELECT DISTINCT r.organization_id, left(e.value ->> 'id', 500), r.id FROM referral r,
    jsonb_array_elements(r.document::jsonb #> '{details,requirements,solutions}') AS e(value)
  WHERE e.value ->> 'id' IS NOT NULL;

-- Lists that people come back to; `shared` ones are seen by the whole organization.
CREATE TABLE saved_view (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  query TEXT COLLATE "C" NOT NULL,
  shared BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX saved_view_person ON saved_view (organization_id, person_id);

-- What somebody began to enter as a new deal.
CREATE TABLE deal_draft (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  step TEXT COLLATE "C" NOT NULL,
  data TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX deal_draft_person ON deal_draft (organization_id, person_id, updated_at);
CREATE INDEX deal_draft_updated ON deal_draft (updated_at);

-- Imports of deals, and which line became which deal.
CREATE TABLE deal_import (
  organization_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person_id TEXT COLLATE "C" NOT NULL,
  file_name TEXT COLLATE "C" NOT NULL,
  file_hash TEXT COLLATE "C" NOT NULL,
  generation BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  undone_at BIGINT,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX deal_import_file ON deal_import (organization_id, file_hash, generation);

CREATE TABLE deal_import_line (
  organization_id TEXT COLLATE "C" NOT NULL,
  import_id TEXT COLLATE "C" NOT NULL,
  line BIGINT NOT NULL,
  referral_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, import_id, line)
);

-- Who did what in an organization, the latest first.
CREATE INDEX event_time ON event (organization_id, at, referral_id, version);
