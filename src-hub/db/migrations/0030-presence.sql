-- Who is at a desk now. A desk's line ends at one hub; the hub is alive as long as it renews its lease.

-- Milliseconds since 1970 on the hubs' clocks.
CREATE TABLE hub_lease (
  hub_id text PRIMARY KEY,
  expires_at bigint NOT NULL
);

CREATE TABLE desk_connection (
  connection_id text PRIMARY KEY,
  hub_id text NOT NULL,
  agent_id text NOT NULL
);
CREATE INDEX desk_connection_agent ON desk_connection (agent_id);
CREATE INDEX desk_connection_hub ON desk_connection (hub_id);
