-- Concludes what reconciliation has found and remembers how far it has come.
-- $1 payments to post, $2 cursor
WITH seen AS (
  UPDATE reconciliation SET cursor = $2::bigint, compared_at = now() RETURNING cursor
)
SELECT count(*) FILTER (WHERE conclude(payment, 'posted'))::int AS posted FROM seen, unnest($1::uuid[]) AS payment
