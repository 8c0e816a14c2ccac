-- What administrators set, and who set it.
CREATE TABLE centre (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE TABLE canned_response (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE TABLE channel_account (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
CREATE TABLE config_change (
  id text PRIMARY KEY, rev bigint NOT NULL, scopes text[] NOT NULL, body jsonb NOT NULL
);
