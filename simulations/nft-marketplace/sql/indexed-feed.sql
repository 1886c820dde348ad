-- What is stated of each block that was written: the checkers hold it against the chain.
SELECT n AS cursor, height, events, owners, offers FROM indexed_blocks WHERE n > $1 ORDER BY n
