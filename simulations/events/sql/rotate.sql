-- Makes room for the events of the next half minute. Does nothing if that was done.
DO $$ BEGIN PERFORM rotate(floor(extract(epoch FROM now()) / 30)::bigint); END $$
