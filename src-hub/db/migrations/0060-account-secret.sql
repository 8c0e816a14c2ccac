-- Secrets of channel accounts, which no event, no record and no desk ever sees.
CREATE TABLE account_secret (
  account_id text NOT NULL,
  name text NOT NULL,
  -- Which key sealed it, so that a key may be replaced.
  key_id text NOT NULL,
  sealed text NOT NULL,
  PRIMARY KEY (account_id, name)
);

-- What was last heard of an account, for whoever looks after it.
CREATE TABLE account_health (
  account_id text PRIMARY KEY,
  heard_at text,
  trouble text,
  trouble_at text
);
