-- A password that an administrator issued: good until then, and only to choose another. Null: the person's own.
ALTER TABLE credential ADD COLUMN temporary_until text;

-- What a hub without an administrator printed on its console, hashed; gone with the set-up.
CREATE TABLE setup_code (
  hash text PRIMARY KEY,
  printed_at text NOT NULL
);
