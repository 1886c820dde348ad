SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
       count(*) FILTER (WHERE state = 'dead')::int AS dead,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'waiting')) * 1000, 0)::int AS oldest_ms
  FROM outbox
