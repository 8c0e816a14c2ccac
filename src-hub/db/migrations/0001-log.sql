-- The log, and every table that is the log folded. Record tables have one shape: id, rev (the seq that last changed it),
-- scopes (who may see it), body; the columns after it are read out of the body for SQL to ask by.

-- One row. `head` is the last seq given out; whoever appends holds this row until commit, so seq order is commit order.
CREATE TABLE log_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch text NOT NULL,
  head bigint NOT NULL DEFAULT 0,
  -- Which store this was when the epoch was given; another mark means the store was restored.
  mark text NOT NULL
);

-- Envelopes never change. Bodies may be dropped (retention, erasure).
CREATE TABLE event_envelope (
  seq bigint PRIMARY KEY,
  at text NOT NULL,
  type text NOT NULL,
  scopes text[] NOT NULL,
  caused_by text
);
CREATE TABLE event_body (
  seq bigint PRIMARY KEY REFERENCES event_envelope,
  body jsonb NOT NULL
);
-- What became of a wish, given again to the same agent only.
CREATE TABLE command_outcome (
  command_id text PRIMARY KEY,
  agent_id text NOT NULL,
  at text NOT NULL,
  outcome jsonb NOT NULL
);

CREATE TABLE draft (
  agent_id text NOT NULL,
  conversation_id text NOT NULL,
  mode text NOT NULL,
  -- Empty: deleted, or consumed by a send. The row stays, so that a late copy with an older revision cannot bring it back.
  text text NOT NULL,
  revision bigint NOT NULL,
  updated_at text NOT NULL,
  PRIMARY KEY (agent_id, conversation_id, mode)
);

-- Milliseconds since 1970 on the hub's clock.
CREATE TABLE timer (
  kind text NOT NULL,
  subject_id text NOT NULL,
  due_at bigint NOT NULL,
  PRIMARY KEY (kind, subject_id)
);
CREATE INDEX timer_due ON timer (due_at);

CREATE TABLE blob (
  id text PRIMARY KEY,
  name text NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,
  stored_at text NOT NULL
);
CREATE TABLE blob_chunk (
  blob_id text NOT NULL REFERENCES blob ON DELETE CASCADE,
  position int NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (blob_id, position)
);
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE customer (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE INDEX customer_contact ON customer USING gin ((body -> 'contactPoints') jsonb_path_ops);

CREATE TABLE conversation (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  channel text NOT NULL GENERATED ALWAYS AS (body ->> 'channel') STORED,
  account_id text NOT NULL GENERATED ALWAYS AS (body ->> 'accountId') STORED,
  contact_kind text NOT NULL GENERATED ALWAYS AS (body -> 'contactPoint' ->> 'kind') STORED,
  contact_value text NOT NULL GENERATED ALWAYS AS (body -> 'contactPoint' ->> 'value') STORED,
  -- One customer's end of one account is one thread, whatever races.
  UNIQUE (account_id, contact_kind, contact_value)
);
CREATE INDEX conversation_customer ON conversation (customer_id);

CREATE TABLE interaction (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  conversation_id text NOT NULL GENERATED ALWAYS AS (body ->> 'conversationId') STORED,
  channel text NOT NULL GENERATED ALWAYS AS (body ->> 'channel') STORED,
  queue_id text NOT NULL GENERATED ALWAYS AS (body ->> 'queueId') STORED,
  arrived_at text NOT NULL GENERATED ALWAYS AS (body ->> 'arrivedAt') STORED,
  state text NOT NULL GENERATED ALWAYS AS (body -> 'state' ->> 'is') STORED,
  agent_id text GENERATED ALWAYS AS (body -> 'state' ->> 'agentId') STORED
);
CREATE INDEX interaction_conversation ON interaction (conversation_id);
CREATE INDEX interaction_customer ON interaction (customer_id);
CREATE INDEX interaction_waiting ON interaction (queue_id, arrived_at) WHERE state = 'queued';
CREATE INDEX interaction_owner ON interaction (agent_id) WHERE state IN ('offered', 'handling', 'wrap_up');

CREATE TABLE segment (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  interaction_id text NOT NULL GENERATED ALWAYS AS (body ->> 'interactionId') STORED,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  queue_id text NOT NULL GENERATED ALWAYS AS (body ->> 'queueId') STORED,
  agent_id text NOT NULL GENERATED ALWAYS AS (body ->> 'agentId') STORED,
  started_at text NOT NULL GENERATED ALWAYS AS (body ->> 'startedAt') STORED,
  ended_at text GENERATED ALWAYS AS (body ->> 'endedAt') STORED
);
CREATE INDEX segment_interaction ON segment (interaction_id);
CREATE INDEX segment_customer ON segment (customer_id);
CREATE INDEX segment_agent ON segment (agent_id, started_at);

CREATE TABLE message (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  conversation_id text NOT NULL GENERATED ALWAYS AS (body ->> 'conversationId') STORED,
  interaction_id text GENERATED ALWAYS AS (body ->> 'interactionId') STORED,
  queue_id text GENERATED ALWAYS AS (body ->> 'queueId') STORED,
  author text NOT NULL GENERATED ALWAYS AS (body -> 'author' ->> 'by') STORED,
  at text NOT NULL GENERATED ALWAYS AS (body ->> 'at') STORED,
  seq bigint NOT NULL GENERATED ALWAYS AS ((body ->> 'seq')::bigint) STORED,
  external_id text GENERATED ALWAYS AS (body ->> 'externalId') STORED,
  delivery_state text GENERATED ALWAYS AS (body -> 'delivery' ->> 'state') STORED,
  delivery_at text GENERATED ALWAYS AS (body -> 'delivery' ->> 'at') STORED,
  delivery_external_id text GENERATED ALWAYS AS (body -> 'delivery' ->> 'externalId') STORED
);
CREATE INDEX message_timeline ON message (customer_id, at, seq);
CREATE INDEX message_conversation ON message (conversation_id, seq);
CREATE UNIQUE INDEX message_external ON message (conversation_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX message_undelivered ON message (delivery_state, delivery_at) WHERE delivery_state IN ('pending', 'sending', 'unknown');
CREATE INDEX message_receipt ON message (delivery_external_id) WHERE delivery_external_id IS NOT NULL;
CREATE INDEX message_attachment ON message USING gin ((body -> 'attachments') jsonb_path_ops) WHERE body -> 'attachments' <> '[]'::jsonb;

CREATE TABLE note (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  conversation_id text GENERATED ALWAYS AS (body ->> 'conversationId') STORED,
  at text NOT NULL GENERATED ALWAYS AS (body ->> 'at') STORED,
  seq bigint NOT NULL GENERATED ALWAYS AS ((body ->> 'seq')::bigint) STORED
);
CREATE INDEX note_timeline ON note (customer_id, at, seq);

CREATE TABLE reservation (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  interaction_id text NOT NULL GENERATED ALWAYS AS (body ->> 'interactionId') STORED,
  customer_id text NOT NULL GENERATED ALWAYS AS (body ->> 'customerId') STORED,
  queue_id text NOT NULL GENERATED ALWAYS AS (body ->> 'queueId') STORED,
  agent_id text NOT NULL GENERATED ALWAYS AS (body ->> 'agentId') STORED,
  outcome text NOT NULL GENERATED ALWAYS AS (body ->> 'outcome') STORED,
  expires_at text NOT NULL GENERATED ALWAYS AS (body ->> 'expiresAt') STORED
);
CREATE INDEX reservation_interaction ON reservation (interaction_id);
CREATE INDEX reservation_pending ON reservation (agent_id) WHERE outcome = 'pending';

CREATE TABLE agent (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  login_name text NOT NULL UNIQUE GENERATED ALWAYS AS (body ->> 'loginName') STORED
);
CREATE TABLE queue (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE TABLE disposition (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE TABLE read_marker (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  agent_id text NOT NULL GENERATED ALWAYS AS (body ->> 'agentId') STORED,
  conversation_id text NOT NULL GENERATED ALWAYS AS (body ->> 'conversationId') STORED
);
CREATE INDEX read_marker_agent ON read_marker (agent_id);

-- Who holds which scope. `grant` is a word of SQL, hence the quotes.
CREATE TABLE "grant" (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL,
  agent_id text NOT NULL GENERATED ALWAYS AS (body ->> 'agentId') STORED,
  scope text NOT NULL GENERATED ALWAYS AS (body ->> 'scope') STORED
);
CREATE INDEX grant_agent ON "grant" (agent_id);
CREATE INDEX grant_scope ON "grant" (scope);

-- A scope's records, for snapshots.
CREATE INDEX customer_scope ON customer USING gin (scopes);
CREATE INDEX conversation_scope ON conversation USING gin (scopes);
CREATE INDEX interaction_scope ON interaction USING gin (scopes);
CREATE INDEX segment_scope ON segment USING gin (scopes);
CREATE INDEX message_scope ON message USING gin (scopes);
CREATE INDEX note_scope ON note USING gin (scopes);
CREATE INDEX reservation_scope ON reservation USING gin (scopes);
