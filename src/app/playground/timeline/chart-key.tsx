/** What the colours and stripes of the traffic chart stand for: those that the run has shown so far. */
import { TONES, type Tone } from '~/kernel/tone'
import { useLive } from '../../session/session-context'

const WORDS: Readonly<Record<Tone, string>> = {
  allowed: 'served',
  throttled: 'refused or waiting',
  degraded: 'served by a fallback, or later',
  unknown: 'outcome unknown',
  failed: 'failed',
}

/** The key. */
export function ChartKey() {
  const shown = useLive(({ columns }) =>
    TONES.filter((_, index) => columns.some((column) => (column[index] ?? 0) > 0)).join(),
  )
  if (shown === '') return null
  return (
    <ul className="chart-key" aria-label="Colours of the traffic">
      {(shown.split(',') as Tone[]).map((tone) => (
        <li key={tone} className={`tone-${tone}`}>
          <i className={`chart-key-mark chart-key-${tone}`} aria-hidden="true" />
          {WORDS[tone]}
        </li>
      ))}
    </ul>
  )
}
