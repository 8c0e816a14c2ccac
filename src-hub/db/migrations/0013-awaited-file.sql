-- Files that messages named and that are still at the vendor's: fetched after the webhook is answered, until they are here or lost.
CREATE TABLE awaited_file (
  blob_id text PRIMARY KEY,
  message_id text NOT NULL,
  source text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL
);
CREATE INDEX awaited_file_message ON awaited_file (message_id);
