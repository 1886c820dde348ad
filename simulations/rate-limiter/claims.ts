/** The four claims of the drawing, each with what switches it off and what shows that it was needed. */
import type { ClaimId } from '~/kernel/diagram'
import type { ClaimProof, Mutant } from '~/kernel/simulation'
import type diagram from './diagram'

/** How each claim is executed. */
export const claims: { readonly [Id in ClaimId<typeof diagram>]: ClaimProof } = {
  'sliding-window': {
    safeguard: 'Sorted-set log over a sliding window',
    scenario: 'boundary-burst',
    invariant: 'within-limit',
    without: 'Fixed one-second buckets',
    hypothesis: 'Bursts on both sides of a full second: no window of one second holds more than the limit.',
    decision: {
      box: 'redis',
      file: 'fixed-window.lua',
      line: 'local number = math.floor(now / window)',
      did: 'Buckets of one second: the count starts over at each',
      fact: { key: 'decision', says: { source: 'redis' } },
    },
  },
  'atomic-lua': {
    safeguard: 'One Lua script counts and records',
    scenario: 'concurrent-burst',
    invariant: 'atomic-consumption',
    without: 'Count first, then MULTI … EXEC to record',
    hypothesis: 'Hundreds of requests arrive together at three gateways: exactly the limit is recorded.',
    decision: {
      box: 'gateway',
      file: 'limiter.ts',
      line: 'const counts = (await client.pipeline(reads))',
      did: 'Counting is one trip and recording another: others count in between',
    },
  },
  'composite-keys': {
    safeguard: 'Tenant, user and route are counted apart',
    scenario: 'abusive-actor',
    invariant: 'isolation',
    without: 'One key that everybody shares',
    hypothesis: 'A bot floods the API: it alone is refused.',
    decision: {
      box: 'gateway',
      file: 'gateway.ts',
      line: "without('composite-keys') ? createSharedBook",
      did: 'One key for everybody: what the bot uses up, the others lack',
    },
  },
  'shadow-cache': {
    safeguard: 'Each gateway falls back to counting locally',
    scenario: 'redis-hangs',
    invariant: 'outage-contract',
    without: 'Fail open (or fail closed, as set)',
    hypothesis: 'Redis hangs under load: traffic flows and no key gets more than 1.5 times its limit.',
    withoutVariants: [{}, { withoutShadow: 'fail-closed' }],
    decision: {
      box: 'gateway',
      file: 'gateway.ts',
      line: "if (without('shadow-cache')) return parameters.withoutShadow",
      did: 'No fallback: without Redis nobody counts',
      fact: { key: 'decision', says: { source: 'fail-open' }, isFirst: true },
    },
  },
}

/** Defects that show that the other invariants notice something, too. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'early-retry': {
    statement: 'The gateway divides the wait by ten before it tells it.',
    breaks: 'honest-answers',
    scenario: 'concurrent-burst',
  },
  'full-share': {
    statement: 'Each gateway falls back to the full limit instead of its share.',
    breaks: 'outage-contract',
    scenario: 'redis-hangs',
    decision: {
      box: 'shadow',
      file: 'shadow.ts',
      line: 'return hasFullShare ? policy.limit',
      did: 'Each gateway counts up to the full limit',
    },
  },
  'expiry-apart': {
    statement: 'The expiry is set by a second command after the script.',
    breaks: 'keys-expire',
    scenario: 'partition',
  },
  'node-clock': {
    statement: 'The script believes the gateway’s clock instead of its own.',
    breaks: 'skew-proof',
    scenario: 'clock-skew',
  },
  'no-deadline': {
    statement: 'The gateway waits two seconds for Redis.',
    breaks: 'decided-in-time',
    scenario: 'redis-hangs',
  },
  'sticky-block': {
    statement: 'A key that was over its limit once stays blocked.',
    breaks: 'recovers',
    scenario: 'redis-hangs',
  },
  'no-probe': {
    statement: 'A gateway that gave Redis up never asks it again.',
    breaks: 'gateways-agree',
    scenario: 'redis-crash',
  },
}
