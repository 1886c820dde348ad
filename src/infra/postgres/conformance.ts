/**
 * The conformance suite: what every server behind the port must answer, as data. A case is a row of statements with what
 * comes of them, or a function that observes something; nothing in it knows which engine it runs on.
 */
import { PostgresError, type PostgresConnection, type PostgresEngine, type SqlParameter, type SqlReply } from './port'

/** Something every server must answer alike. */
export interface ConformanceCase {
  readonly name: string
  readonly expected: unknown
  observe(connection: PostgresConnection, engine: PostgresEngine): Promise<unknown>
}

/** Runs a case in an emptied schema and gives what was observed. */
export async function observeCase(engine: PostgresEngine, subject: ConformanceCase): Promise<unknown> {
  await engine.reset()
  const connection = engine.connect()
  try {
    return await subject.observe(connection, engine)
  } finally {
    await connection.close()
  }
}

type Row = readonly [text: string, shown: unknown, ...values: SqlParameter[]]

/** What a reply comes to: the rows as lists, the command if there are none, or the SQLSTATE. */
function show(reply: SqlReply): unknown {
  if (reply instanceof PostgresError) return reply.code
  return reply.columns.length === 0 ? reply.rowCount : reply.rows.map((row) => reply.columns.map((name) => row[name]))
}

/** Statements and what comes of them, one after the other on one connection. */
function table(name: string, rows: readonly Row[], setup = ''): ConformanceCase {
  return {
    name,
    expected: rows.map(([, shown]) => shown),
    async observe(connection) {
      if (setup !== '') await connection.script(setup)
      const shown: unknown[] = []
      for (const [text, , ...values] of rows) {
        const replies = await connection.execute([{ text, values }])
        shown.push(show(replies[0]!))
      }
      return shown
    },
  }
}

const ACCOUNTS = `
CREATE TABLE account (id text PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
INSERT INTO account VALUES ('a', 100), ('b', 0);`

const types = [
  table('numbers come back as numbers, and as text where a double would lie', [
    ['SELECT 1::int2 AS a, 2::int4 AS b, 3::int8 AS c, 1.5::float8 AS d, 0.25::float4 AS e', [[1, 2, 3, 1.5, 0.25]]],
    ['SELECT 9007199254740991::int8', [[9007199254740991]]],
    [
      'SELECT 9007199254740993::int8 AS a, 9223372036854775807::int8 AS b',
      [['9007199254740993', '9223372036854775807']],
    ],
    ['SELECT $1::int8 + 1', [['9007199254740994']], 9007199254740993n],
    ['SELECT 0.10::numeric AS a, 12345678901234567890.5::numeric AS b', [['0.10', '12345678901234567890.5']]],
  ]),
  table('booleans, nulls and texts of every kind', [
    ['SELECT true AS a, false AS b, NULL::text AS c', [[true, false, null]]],
    ['SELECT $1::text AS a, $2::text AS b, $3::bool AS c', [['žluť 漢字 🦄', '', true]], 'žluť 漢字 🦄', '', true],
    [`SELECT $1::text`, [[`it's "quoted" \\ and {braced}, \n`]], `it's "quoted" \\ and {braced}, \n`],
    ['SELECT $1::uuid', [['8e03978e-40d5-43e8-bc93-6894a57f9324']], '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['SELECT $1::bytea', [[Uint8Array.of(0, 255, 16)]], Uint8Array.of(0, 255, 16)],
  ]),
  table('jsonb is parsed and can be asked', [
    ['SELECT $1::jsonb', [[{ a: [1, { b: null }], c: 'd' }]], { a: [1, { b: null }], c: 'd' }],
    [`SELECT $1::jsonb -> 'a' ->> 0 AS a, $1::jsonb @> '{"c": "d"}' AS b`, [['1', true]], { a: [1], c: 'd' }],
    [`SELECT '[1, "two", null]'::jsonb AS a, '{"n": 1}'::json AS b`, [[[1, 'two', null], { n: 1 }]]],
  ]),
  table('arrays go there and back', [
    ['SELECT $1::text[]', [[['a', 'b,c', '"d"', '\\', '', 'NULL', null]]], ['a', 'b,c', '"d"', '\\', '', 'NULL', null]],
    ['SELECT $1::int8[] AS a, $2::int4[] AS b', [[['9007199254740993'], [[1, 2], [3, 4]]]], [9007199254740993n], [[1, 2], [3, 4]]], // prettier-ignore
    ['SELECT count(*)::int4 FROM unnest($1::uuid[])', [[2]], ['8e03978e-40d5-43e8-bc93-6894a57f9324', null]],
    [`SELECT ARRAY[true, false] AS a, '{}'::text[] AS b`, [[[true, false], []]]],
  ]),
  table('times are text in UTC', [
    [
      `SELECT '2026-01-01T13:00:00.5+01'::timestamptz AS a, '2026-02-03'::date AS b`,
      [['2026-01-01 12:00:00.5+00', '2026-02-03']],
    ],
  ]),
]

const transactions = [
  table(
    'a transaction is seen when it is committed, and not when it is rolled back',
    [
      ['BEGIN', 0],
      [`UPDATE account SET balance = balance - 40 WHERE id = 'a'`, 1],
      [`UPDATE account SET balance = balance + 40 WHERE id = 'b'`, 1],
      ['COMMIT', 0],
      ['SELECT id, balance FROM account ORDER BY id', [['a', 60], ['b', 40]]], // prettier-ignore
      ['BEGIN', 0],
      [`UPDATE account SET balance = 0`, 2],
      ['ROLLBACK', 0],
      ['SELECT id, balance FROM account ORDER BY id', [['a', 60], ['b', 40]]], // prettier-ignore
    ],
    ACCOUNTS,
  ),
  table(
    'after an error a transaction can only be rolled back, and COMMIT does that',
    [
      ['BEGIN', 0],
      [`UPDATE account SET balance = 1 WHERE id = 'b'`, 1],
      [`UPDATE account SET balance = -1 WHERE id = 'a'`, '23514'],
      ['SELECT 1', '25P02'],
      ['COMMIT', 0],
      ['SELECT balance FROM account ORDER BY id', [[100], [0]]],
    ],
    ACCOUNTS,
  ),
  table(
    'savepoints undo a part',
    [
      ['BEGIN', 0],
      [`INSERT INTO account VALUES ('c', 1)`, 1],
      ['SAVEPOINT here', 0],
      [`INSERT INTO account VALUES ('c', 2)`, '23505'],
      ['ROLLBACK TO SAVEPOINT here', 0],
      [`INSERT INTO account VALUES ('d', 3)`, 1],
      ['COMMIT', 0],
      ['SELECT id FROM account ORDER BY id', [['a'], ['b'], ['c'], ['d']]],
    ],
    ACCOUNTS,
  ),
  table(
    'a deferred constraint strikes at COMMIT',
    [
      ['BEGIN', 0],
      [`INSERT INTO child VALUES ('nobody')`, 1],
      ['COMMIT', '23503'],
      ['SELECT count(*) FROM child', [[0]]],
    ],
    `${ACCOUNTS} CREATE TABLE child (parent text REFERENCES account DEFERRABLE INITIALLY DEFERRED);`,
  ),
  table(
    'RAISE fails with a SQLSTATE of its own',
    [[`DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'no'; END$$`, '40001']],
    ACCOUNTS,
  ),
]

const constraints = [
  table(
    'a unique violation has its SQLSTATE, and ON CONFLICT avoids it',
    [
      [`INSERT INTO account VALUES ('a', 1)`, '23505'],
      [`INSERT INTO account VALUES ('a', 1) ON CONFLICT DO NOTHING RETURNING id`, []],
      [
        `INSERT INTO account VALUES ('a', 1), ('c', 2) ON CONFLICT (id) DO UPDATE SET balance = account.balance + excluded.balance RETURNING id, balance`,
        [['a', 101], ['c', 2]], // prettier-ignore
      ],
      [
        `INSERT INTO account VALUES ('a', 5) ON CONFLICT (id) DO UPDATE SET balance = 0 WHERE account.balance < 0 RETURNING id`,
        [],
      ],
    ],
    ACCOUNTS,
  ),
  {
    name: 'an error names the constraint',
    expected: ['23505', 'account_pkey', 'Key (id)=(a) already exists.'],
    async observe(connection: PostgresConnection) {
      await connection.script(ACCOUNTS)
      const [reply] = await connection.execute([{ text: `INSERT INTO account VALUES ('a', 1)` }])
      return reply instanceof PostgresError ? [reply.code, reply.constraint, reply.detail] : reply
    },
  },
  table('what is no SQL is refused, and the session goes on', [
    ['SELEC 1', '42601'],
    ['SELECT * FROM nothing', '42P01'],
    ['SELECT $1::int', '22P02', 'many'],
    ['SELECT 1 / 0', '22012'],
    ['SELECT 1', [[1]]],
  ]),
  table(
    'a statement changes several tables at once',
    [
      [
        `WITH taken AS (UPDATE account SET balance = balance - $1 WHERE id = 'a' AND balance >= $1 RETURNING $1::bigint AS amount),
              given AS (UPDATE account SET balance = balance + amount FROM taken WHERE id = 'b' RETURNING balance)
         SELECT balance FROM given`,
        [[30]],
        30,
      ],
      ['SELECT sum(balance)::int8 FROM account', [[100]]],
    ],
    ACCOUNTS,
  ),
]

const queues = [
  table(
    'FOR UPDATE SKIP LOCKED claims a batch',
    [
      [
        `UPDATE job SET taken = true WHERE id IN (SELECT id FROM job WHERE NOT taken ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED) RETURNING id`,
        [[1], [2]],
      ],
      ['SELECT id FROM job WHERE NOT taken ORDER BY id FOR UPDATE SKIP LOCKED', [[3]]],
    ],
    'CREATE TABLE job (id int PRIMARY KEY, taken bool NOT NULL DEFAULT false); INSERT INTO job VALUES (1), (2), (3);',
  ),
  table('triggers and functions in PL/pgSQL run', [
    ['INSERT INTO entry VALUES (1)', 1],
    ['UPDATE entry SET id = 2', 'P0001'],
    ['SELECT id FROM entry', [[1]]],
  ], `CREATE TABLE entry (id int);
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse();`), // prettier-ignore
  table('identities count, and a UUID is one', [
    ['INSERT INTO event (name) VALUES ($1), ($2) RETURNING id', [[1], [2]], 'a', 'b'],
    [`SELECT count(DISTINCT key) = 2 AS a, bool_and(key::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4') AS b FROM event`, [[true, true]]],
  ], 'CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key uuid NOT NULL DEFAULT gen_random_uuid(), name text)'), // prettier-ignore
]

const looks: readonly ConformanceCase[] = [
  {
    name: 'peeking reads, and cannot write',
    expected: [[[100]], '25006', [[100]]],
    async observe(connection, engine) {
      await connection.script(ACCOUNTS)
      const texts = [
        `SELECT balance FROM account WHERE id = 'a'`,
        `UPDATE account SET balance = 1`,
        `SELECT balance FROM account WHERE id = 'a'`,
      ]
      const shown: unknown[] = []
      for (const text of texts) shown.push(show(await engine.peek({ text })))
      return shown
    },
  },
  {
    name: 'a script stops at its first error and leaves nothing',
    expected: ['42601', [[null]]],
    async observe(connection) {
      const failed = await Promise.resolve()
        .then(() => connection.script('CREATE TABLE half (id int); SELEC'))
        .catch((error: unknown) => (error as PostgresError).code)
      const [reply] = await connection.execute([{ text: `SELECT to_regclass('half')` }])
      return [failed, show(reply!)]
    },
  },
]

/** All cases by group. */
export const conformanceCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  types,
  transactions,
  constraints,
  queues,
  looks,
}
