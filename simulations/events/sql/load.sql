-- Loads events, each once however often it comes, and counts those that are new. $1 the events as a JSON array.
-- Says how many were new, and, unless all were, which.
WITH given AS (
  SELECT *
    FROM jsonb_to_recordset($1::jsonb) AS row
         (event text, topic text, aggregate text, version int, kind text, amount bigint, currency text, place text, at float8)
), loaded AS (
  INSERT INTO events (slot, event, topic, aggregate, version, kind, amount, currency, place, occurred_at)
  SELECT floor(at / 30000)::bigint % 4, event, topic, aggregate, version, kind, amount, currency, place,
         to_timestamp(at / 1000)
    FROM given
  ON CONFLICT DO NOTHING
  RETURNING event, topic, kind, amount, occurred_at
), counted AS (
  INSERT INTO event_counts (minute, topic, kind, events, amount)
  SELECT date_trunc('minute', occurred_at), topic, kind, count(*), coalesce(sum(amount), 0)
    FROM loaded
   GROUP BY 1, 2, 3
   ORDER BY 1, 2, 3
  ON CONFLICT (minute, topic, kind) DO UPDATE
     SET events = event_counts.events + excluded.events, amount = event_counts.amount + excluded.amount
)
SELECT count(*)::int AS fresh,
       CASE WHEN count(*) < (SELECT count(*) FROM given) THEN (SELECT jsonb_agg(event) FROM loaded) END AS events
  FROM loaded
