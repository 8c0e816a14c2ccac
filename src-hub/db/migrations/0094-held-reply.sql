-- Replies that were held back: whose they are and of which work, so that one note may stand for each where the work is lost meanwhile.
CREATE TABLE held_reply (
  command_id text PRIMARY KEY,
  agent_id text NOT NULL,
  interaction_id text NOT NULL,
  conversation_id text NOT NULL,
  -- The note that stood for it.
  note_id text
);
CREATE INDEX held_reply_agent ON held_reply (agent_id, conversation_id) WHERE note_id IS NULL;
