-- News of messages of ours that came before the answer to their sending: kept by the vendor's id until the message has it too.
CREATE TABLE parked_receipt (
  account_id text NOT NULL,
  external_id text NOT NULL,
  state text NOT NULL,
  reason text,
  received_at text NOT NULL,
  PRIMARY KEY (account_id, external_id, state)
);
CREATE INDEX parked_receipt_age ON parked_receipt (received_at);
