-- The ledger: double entry in integer minor units, append-only. What has to hold is enforced here, not only by the code.

CREATE TABLE accounts (
  id       text PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('asset', 'liability', 'revenue')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$')
);

INSERT INTO accounts
SELECT 'receivable:psp:' || currency, 'asset', currency FROM unnest(ARRAY['EUR', 'USD', 'JPY']) AS currency
UNION ALL
SELECT 'revenue:fees:' || currency, 'revenue', currency FROM unnest(ARRAY['EUR', 'USD', 'JPY']) AS currency
UNION ALL
SELECT 'payable:t' || lpad(tenant::text, 2, '0') || ':' || currency, 'liability', currency
  FROM generate_series(1, 5) AS tenant, unnest(ARRAY['EUR', 'USD', 'JPY']) AS currency;

CREATE TABLE payments (
  id         uuid PRIMARY KEY,
  tenant     text NOT NULL,
  key        text NOT NULL,
  charge_no  int NOT NULL,
  amount     bigint NOT NULL CHECK (amount > 0),
  currency   text NOT NULL,
  card       text NOT NULL,
  state      text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'voided')),
  psp_key    text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- The truth about who has paid: one charge for each key, and one more for each time the key has expired.
  CONSTRAINT one_charge_per_key UNIQUE (tenant, key, charge_no)
);

CREATE TABLE journal (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment uuid NOT NULL REFERENCES payments,
  kind    text NOT NULL CHECK (kind IN ('pending', 'posted', 'voided')),
  at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (payment, kind)
);

-- A debit is positive, a credit negative.
CREATE TABLE entries (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journal  bigint NOT NULL REFERENCES journal,
  account  text NOT NULL REFERENCES accounts,
  layer    text NOT NULL CHECK (layer IN ('pending', 'posted')),
  amount   bigint NOT NULL CHECK (amount <> 0),
  currency text NOT NULL
);
CREATE INDEX entries_journal ON entries (journal);
CREATE INDEX entries_account ON entries (account);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: correct by a reversal', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added GROUP BY journal, layer, currency HAVING sum(amount) <> 0) THEN
    RAISE EXCEPTION 'entries do not balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'balanced';
  END IF;
  RETURN NULL;
END $$;
-- Entries come in statements that balance, each by itself: so does every journal, and so does the whole.
CREATE TRIGGER balanced AFTER INSERT ON entries
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_balance();

CREATE FUNCTION check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM entries WHERE journal = NEW.id) THEN
    RAISE EXCEPTION 'journal % has no entries', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'has_entries';
  END IF;
  RETURN NULL;
END $$;
-- Asked at COMMIT, when all entries of the transaction are there.
CREATE CONSTRAINT TRIGGER has_entries AFTER INSERT ON journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entries();

CREATE FUNCTION check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'pending' OR NEW.state NOT IN ('posted', 'voided')
     OR (NEW.amount, NEW.currency, NEW.psp_key) IS DISTINCT FROM (OLD.amount, OLD.currency, OLD.psp_key) THEN
    RAISE EXCEPTION 'a % payment does not become %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_transition';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER legal_transition BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION check_transition();

-- Ends what is pending: its entries are reversed, and for a posting written again in earnest. False if it had ended before.
CREATE FUNCTION conclude(concluded uuid, outcome text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  written bigint;
BEGIN
  UPDATE payments SET state = outcome, updated_at = now() WHERE id = concluded AND state = 'pending';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO journal (payment, kind) VALUES (concluded, outcome) RETURNING id INTO written;
  INSERT INTO entries (journal, account, layer, amount, currency)
  SELECT written, e.account, side.layer, e.amount * side.sign, e.currency
    FROM journal j
    JOIN entries e ON e.journal = j.id
   CROSS JOIN (VALUES ('pending', -1), ('posted', 1)) AS side (layer, sign)
   WHERE j.payment = concluded AND j.kind = 'pending' AND (side.layer = 'pending' OR outcome = 'posted')
   ORDER BY e.id, side.layer;
  RETURN true;
END $$;
