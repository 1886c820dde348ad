-- Claims events that are due, with a lease. An attempt counts when it begins, so that one that kills its worker counts, too.
-- What is to wait or is leased for longer than anything is was written before the clock jumped back: it is due.
-- $1 how many, $2 lease in ms, $3 longest wait in ms
UPDATE outbox
   SET attempts = attempts + 1, lease_generation = lease_generation + 1,
       lease_expires_at = now() + $2::float8 * interval '1 ms'
 WHERE id IN (
   SELECT id FROM outbox
    WHERE state = 'waiting'
      AND (available_at <= now() OR available_at > now() + $3::float8 * interval '1 ms')
      AND (lease_expires_at <= now() OR lease_expires_at > now() + $2::float8 * interval '1 ms')
    ORDER BY available_at, id
    LIMIT $1
      FOR UPDATE SKIP LOCKED)
RETURNING id, event, aggregateid AS payment, payload, attempts, last_error, lease_generation
