-- Orders to lost computers to delete all that one person has there, and what became of them. Kept: it is the proof.
CREATE TABLE desk_wipe (
  id text PRIMARY KEY,
  agent_id text NOT NULL,
  desk_id text NOT NULL,
  ordered_at text NOT NULL,
  ordered_by text NOT NULL,
  -- Taken back before the desk obeyed.
  withdrawn_at text,
  withdrawn_by text,
  -- What the desk said it had and nobody else, in counts and conversations, before it deleted anything.
  lost jsonb,
  -- Nothing is left there.
  done_at text
);
-- One at a time.
CREATE UNIQUE INDEX desk_wipe_open ON desk_wipe (agent_id, desk_id) WHERE withdrawn_at IS NULL AND done_at IS NULL;
