INSERT INTO indexed_blocks (height, events, owners, offers)
SELECT $1,
       (SELECT count(*) FROM history WHERE height = $1),
       (SELECT md5(coalesce(string_agg(collection || '/' || token_id || '=' || owner, ',' ORDER BY collection COLLATE "C", token_id COLLATE "C"), ''))
          FROM tokens),
       (SELECT md5(coalesce(string_agg(id || '.' || version || '=' || price, ',' ORDER BY id), '')) FROM listings WHERE status = 'active')
