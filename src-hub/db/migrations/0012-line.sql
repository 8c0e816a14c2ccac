-- A channel's leave to answer once for free: it comes with a customer's words, lives for a minute, and is given to one message of ours
-- in the transaction that claims it.
CREATE TABLE reply_token (
  conversation_id text NOT NULL,
  token text NOT NULL,
  until text NOT NULL,
  -- The message that has it; null: nobody yet.
  message_id text UNIQUE,
  PRIMARY KEY (conversation_id, token)
);
CREATE INDEX reply_token_age ON reply_token (until);

-- Whose face a file is, for who asks to read it.
CREATE INDEX customer_picture ON customer ((body -> 'picture' ->> 'blobId')) WHERE body -> 'picture' IS NOT NULL;
