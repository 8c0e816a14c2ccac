-- When no hub of this store was there to be told: what vendors posted then is fetched again, or it is said that nobody can know.

-- One row, renewed by every hub every few seconds; milliseconds since 1970 on the hubs' clocks.
CREATE TABLE hub_beat (
  id text PRIMARY KEY CHECK (id = 'here'),
  at bigint NOT NULL
);

CREATE TABLE channel_gap (
  account_id text NOT NULL,
  from_at bigint NOT NULL,
  until_at bigint NOT NULL,
  -- open: to be fetched; fetched: done; untold: the vendor gives nothing to fetch
  state text NOT NULL CHECK (state IN ('open', 'fetched', 'untold')),
  -- Messages of customers that had been missed.
  found int NOT NULL DEFAULT 0,
  -- Whoever fetches holds it until then; one that dies lets go of it so.
  claimed_until bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, from_at)
);
