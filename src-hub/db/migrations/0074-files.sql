-- Files that agents and visitors bring, until the message or note that names them is in the log. Unused for a day, they go.
CREATE TABLE upload (
  blob_id text PRIMARY KEY REFERENCES blob ON DELETE CASCADE,
  -- An agent's id, or a visitor of an account.
  owner text NOT NULL,
  -- Whose file it is: a thread and the kind of words it may go with.
  use text NOT NULL,
  received bigint NOT NULL,
  is_checked boolean NOT NULL
);
CREATE INDEX upload_owner ON upload (owner);
CREATE INDEX note_attachment ON note USING gin ((body -> 'attachments') jsonb_path_ops) WHERE body -> 'attachments' IS NOT NULL;
