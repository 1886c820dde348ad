INSERT INTO history (height, tx_index, msg_index, event_index, tx_hash, kind, collection, token_id, listing_id, who, price)
SELECT $2, tx_index, msg_index, event_index, tx_hash, kind, collection, token_id, listing_id, who, price
  FROM jsonb_to_recordset($1::jsonb)
       AS h (tx_index integer, msg_index integer, event_index integer, tx_hash text, kind text, collection text,
             token_id text, listing_id bigint, who text, price numeric)
    ON CONFLICT DO NOTHING
