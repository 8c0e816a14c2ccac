-- Who may come in: secrets that no event, no record and no desk ever sees.

CREATE TABLE credential (
  agent_id text PRIMARY KEY,
  password_hash text NOT NULL
);

CREATE TABLE signing_key (
  name text PRIMARY KEY,
  secret text NOT NULL
);

-- A session is a family of refresh tokens: one desk of one agent, from sign-in to sign-out.
CREATE TABLE session (
  id text PRIMARY KEY,
  agent_id text NOT NULL,
  desk_id text NOT NULL,
  started_at text NOT NULL,
  ended_at text,
  end_reason text
);
CREATE INDEX session_agent ON session (agent_id) WHERE ended_at IS NULL;

CREATE TABLE refresh_token (
  -- SHA-256 of the token: whoever reads the database cannot sign in with what is here.
  token_hash text PRIMARY KEY,
  session_id text NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  -- The token it was given for; null for the first of the family.
  parent_hash text,
  issued_at text NOT NULL,
  used_at text
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX refresh_token_parent ON refresh_token (parent_hash);

-- Wrong sign-ins counted per address and per name, over all hubs.
CREATE TABLE sign_in_failure (
  key text PRIMARY KEY,
  count integer NOT NULL,
  window_ends_at text NOT NULL
);
CREATE INDEX sign_in_failure_end ON sign_in_failure (window_ends_at);
