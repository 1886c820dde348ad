-- What pages read, folded from the events of the chain. Replaying all blocks gives the same rows.

-- The last block that is in these tables, and how far the chain was then. One row.
CREATE TABLE cursor (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  height bigint NOT NULL,
  chain_height bigint NOT NULL
);
INSERT INTO cursor (height, chain_height) VALUES (0, 0);

CREATE TABLE collections (
  address text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE tokens (
  collection text NOT NULL REFERENCES collections (address),
  token_id text NOT NULL,
  owner text NOT NULL,
  uri text NOT NULL,
  updated_height bigint NOT NULL,
  PRIMARY KEY (collection, token_id)
);
CREATE INDEX tokens_by_owner ON tokens (owner, collection, token_id);

CREATE TABLE listings (
  id bigint PRIMARY KEY,
  version integer NOT NULL,
  collection text NOT NULL REFERENCES collections (address),
  token_id text NOT NULL,
  seller text NOT NULL,
  -- In the smallest coin; up to 2^128 - 1.
  price numeric(39) NOT NULL CHECK (price > 0),
  status text NOT NULL CHECK (status IN ('active', 'sold', 'cancelled', 'expired')),
  listed_height bigint NOT NULL,
  updated_height bigint NOT NULL
);
CREATE INDEX listings_on_offer ON listings (id DESC) WHERE status = 'active';
CREATE INDEX listings_of_seller ON listings (seller, id DESC) WHERE status = 'active';

-- Every event that counts, once: by block, transaction, message and place in it.
CREATE TABLE history (
  height bigint NOT NULL,
  tx_index integer NOT NULL,
  msg_index integer NOT NULL,
  event_index integer NOT NULL,
  tx_hash text NOT NULL,
  kind text NOT NULL,
  collection text NOT NULL,
  token_id text NOT NULL,
  listing_id bigint,
  who text NOT NULL,
  price numeric(39),
  PRIMARY KEY (height, tx_index, msg_index, event_index)
);
CREATE INDEX history_of_token ON history (collection, token_id, height DESC);

-- What cannot be projected: events of an unknown version or collection, and texts that no table takes. Kept with the reason, and left alone.
CREATE TABLE quarantine (
  height bigint NOT NULL,
  tx_index integer NOT NULL,
  msg_index integer NOT NULL,
  event_index integer NOT NULL,
  reason text NOT NULL,
  event jsonb NOT NULL,
  PRIMARY KEY (height, tx_index, msg_index, event_index)
);

-- One row for every block that was written, with what the tables held then: counts and digests that anybody can recompute.
CREATE TABLE indexed_blocks (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  height bigint NOT NULL UNIQUE,
  events bigint NOT NULL,
  owners text NOT NULL,
  offers text NOT NULL
);

CREATE VIEW collection_figures AS
SELECT c.address, c.name,
       (SELECT count(*) FROM tokens t WHERE t.collection = c.address) AS tokens,
       (SELECT count(*) FROM listings l WHERE l.collection = c.address AND l.status = 'active') AS listed,
       (SELECT min(l.price) FROM listings l WHERE l.collection = c.address AND l.status = 'active') AS floor,
       (SELECT count(*) FROM history h WHERE h.collection = c.address AND h.kind = 'sale') AS sales,
       (SELECT coalesce(sum(h.price), 0) FROM history h WHERE h.collection = c.address AND h.kind = 'sale') AS volume
  FROM collections c;
