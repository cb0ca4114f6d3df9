-- What administrators of a company keep themselves.

-- Since when no new deal may belong to it; those that do, still do.
ALTER TABLE location ADD COLUMN retired_at BIGINT;
