-- True from the moment a store is seen to be put back from a backup until what it still meant to send has been set aside: much of it
-- may have gone out after the backup was made.
ALTER TABLE log_state ADD COLUMN has_doubtful_unsent boolean NOT NULL DEFAULT false;
