/** The lines that the console understands. */
export const CONSOLE_LINES = [
  'topics',
  'describe <topic>',
  'consume <topic> [--partition N] [--offset N] [--max N]',
  'produce <topic> <key>:<value> [--partition N] (writes)',
  'groups',
  'group <group>',
  'schemas [<subject>]',
  'log-dirs',
  'brokers',
] as const
