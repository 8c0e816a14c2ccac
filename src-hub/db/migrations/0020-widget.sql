-- What the widget asks: a thread after its cursor, and how far anybody has read it.
CREATE INDEX message_public ON message (conversation_id, rev);
CREATE INDEX read_marker_conversation ON read_marker (conversation_id);
