DELETE FROM tokens t
 USING jsonb_to_recordset($1::jsonb) AS b (collection text, token_id text)
 WHERE t.collection = b.collection AND t.token_id = b.token_id
