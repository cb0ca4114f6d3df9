-- Imports of deals that go on without anybody looking, and the files that people have uploaded for them.

ALTER TABLE deal_import ADD COLUMN done_rows INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deal_import ADD COLUMN undone_rows INTEGER NOT NULL DEFAULT 0;
-- What is being done ('import' or 'undo'), for whom, and until when some process has it in hand; none: nothing.
ALTER TABLE deal_import ADD COLUMN work TEXT;
ALTER TABLE deal_import ADD COLUMN work_for TEXT;
ALTER TABLE deal_import ADD COLUMN lease_until INTEGER;
UPDATE deal_import SET done_rows = row_count;
CREATE INDEX deal_import_work ON deal_import (lease_until) WHERE work IS NOT NULL;

-- Seen by who uploaded it, and forgotten after a day.
CREATE TABLE import_file (
  organization_id TEXT NOT NULL,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  -- The meanings of its columns, one a line.
  mapping TEXT NOT NULL,
  import_id TEXT,
  created_at INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX import_file_person ON import_file (organization_id, person_id, created_at);
CREATE INDEX import_file_created ON import_file (created_at);
