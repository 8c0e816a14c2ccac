-- The desks that people signed in at, so that a lead sees where customers' words lie. One row for each person and computer.
CREATE TABLE desk (
  agent_id text NOT NULL,
  desk_id text NOT NULL,
  -- When its line was open here last.
  last_seen_at text NOT NULL,
  -- When it said last that it is level with the log; null where it never was.
  last_synced_at text,
  -- The receipt it gave last, in counts: what left it, and why.
  last_purge jsonb,
  PRIMARY KEY (agent_id, desk_id)
);
