-- What a bad deploy might have written.
-- $1 outbox id
UPDATE outbox SET payload = '{"pspKye": "?"}' WHERE id = $1 RETURNING payload
