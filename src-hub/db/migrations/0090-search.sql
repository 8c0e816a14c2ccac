-- What can be searched of a customer, message or note, as terms of src-shared/search/terms.ts: it is made from the records, so no backup
-- has it and a hub fills what is missing (src-hub/search/fill-index.ts). Who may see it is asked of the record.
CREATE TABLE search_entry (
  id text PRIMARY KEY,
  kind text NOT NULL,
  -- Its place in the timeline; null for a customer.
  at text,
  seq bigint,
  terms tsvector NOT NULL
);
CREATE INDEX search_entry_terms ON search_entry USING gin (terms);
CREATE INDEX search_entry_place ON search_entry (at, seq) WHERE at IS NOT NULL;
-- How far the records of a kind that were there before are in it, and with which terms.
CREATE TABLE search_fill (
  kind text PRIMARY KEY,
  version int NOT NULL,
  up_to text NOT NULL,
  is_done boolean NOT NULL
);
