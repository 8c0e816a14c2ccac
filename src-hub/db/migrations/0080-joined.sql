-- Who became this person: asked when two are joined, and by writers who knew a record by its former customer.
CREATE INDEX customer_joined ON customer ((body ->> 'joinedInto')) WHERE body ->> 'joinedInto' IS NOT NULL;
-- All that is of one person, to be moved.
CREATE INDEX reservation_customer ON reservation (customer_id);
