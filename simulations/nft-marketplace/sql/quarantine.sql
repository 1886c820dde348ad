INSERT INTO quarantine (height, tx_index, msg_index, event_index, reason, event)
SELECT $2, tx_index, msg_index, event_index, reason, event
  FROM jsonb_to_recordset($1::jsonb)
       AS q (tx_index integer, msg_index integer, event_index integer, reason text, event jsonb)
    ON CONFLICT DO NOTHING
