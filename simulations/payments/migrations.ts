/** The schema of the pipeline, in order: the same text on any PostgreSQL. */
import idempotency from './migrations/002-idempotency.sql?raw'
import ledger from './migrations/001-ledger.sql?raw'
import outbox from './migrations/003-outbox.sql?raw'

/** What is run before anything else. */
export const migrations: readonly string[] = [ledger, idempotency, outbox]

/** Takes the checks of the database away, for defects that only show without them. */
export const unguarded: Readonly<Record<string, string>> = {
  'lost-cent': 'DROP TRIGGER balanced ON entries',
  'no-state-guard': `
    DROP TRIGGER legal_transition ON payments;
    CREATE OR REPLACE FUNCTION conclude(concluded uuid, outcome text) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE written bigint;
    BEGIN
      UPDATE payments SET state = outcome WHERE id = concluded;
      INSERT INTO journal (payment, kind) VALUES (concluded, outcome) ON CONFLICT DO NOTHING RETURNING id INTO written;
      INSERT INTO entries (journal, account, layer, amount, currency)
      SELECT written, e.account, 'posted', e.amount, e.currency
        FROM journal j JOIN entries e ON e.journal = j.id WHERE j.payment = concluded AND j.kind = 'pending' AND written > 0;
      RETURN true;
    END $$;`,
}
