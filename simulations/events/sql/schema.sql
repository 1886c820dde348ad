-- The warehouse: what happened in the last minutes row by row, and counts of all time. Rows lie in four partitions by the half minute
-- of their event; the one that is used next is emptied first, so the table stays as large as it is.

CREATE TABLE events (
  slot        smallint NOT NULL,
  event       text NOT NULL,
  topic       text NOT NULL,
  aggregate   text NOT NULL,
  version     int NOT NULL,
  kind        text NOT NULL,
  amount      bigint,
  currency    text,
  place       text,
  occurred_at timestamptz NOT NULL,
  loaded_at   timestamptz NOT NULL DEFAULT now(),
  -- An event has one time, so a copy of it goes into the same slot and meets the first one there.
  PRIMARY KEY (slot, event)
) PARTITION BY LIST (slot);
CREATE TABLE events_0 PARTITION OF events FOR VALUES IN (0);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
CREATE TABLE events_3 PARTITION OF events FOR VALUES IN (3);

-- The half minute, counted from 1970, up to which partitions were emptied.
CREATE TABLE rotation (half_minute bigint NOT NULL);
INSERT INTO rotation VALUES (0);

CREATE TABLE event_counts (
  minute timestamptz NOT NULL,
  topic  text NOT NULL,
  kind   text NOT NULL,
  events bigint NOT NULL,
  -- In minor units.
  amount bigint NOT NULL,
  PRIMARY KEY (minute, topic, kind)
);

CREATE VIEW revenue AS
SELECT minute, events AS orders, amount / 100.0 AS paid FROM event_counts WHERE topic = 'orders.v1' AND kind = 'paid';

CREATE VIEW funnel AS
SELECT kind AS state, sum(events) AS orders FROM event_counts WHERE topic = 'orders.v1' GROUP BY kind;

-- Empties the partition that comes next, and those of half minutes in which nobody loaded anything.
CREATE FUNCTION rotate(present bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  done bigint;
  each bigint;
BEGIN
  SELECT half_minute INTO done FROM rotation;
  IF present <= done THEN RETURN; END IF;
  FOR each IN greatest(done + 1, present - 2) .. present LOOP
    EXECUTE format('TRUNCATE events_%s', (each + 1) % 4);
  END LOOP;
  UPDATE rotation SET half_minute = present;
END $$;
