/** The mark of a meaning. Each has its own shape, so that nobody needs the colour to tell them apart. */
import type { Tone } from '~/kernel/tone'

/** The mark's shape, around the origin of the surrounding drawing, about ten units wide. */
export function ToneShape({ tone }: { readonly tone: Tone }) {
  const color = `var(--${tone})`
  switch (tone) {
    case 'allowed':
      return <circle r={3.6} fill={color} />
    case 'throttled':
      return <path d="M0,-4.8L4.8,0L0,4.8L-4.8,0Z" fill={color} />
    case 'degraded':
      return (
        <>
          <circle r={2} fill={color} />
          <circle r={4.3} fill="none" stroke={color} strokeWidth={1.3} />
        </>
      )
    case 'unknown':
      return <path d="M0,-4.6L4.6,0L0,4.6L-4.6,0Z" fill="none" stroke={color} strokeWidth={1.5} />
    case 'failed':
      return <path d="M-3.6,-3.6L3.6,3.6M3.6,-3.6L-3.6,3.6" fill="none" stroke={color} strokeWidth={2} />
  }
}

/** The mark of a meaning as a small picture of its own. */
export function ToneMark({ tone, size = 12 }: { readonly tone: Tone; readonly size?: number }) {
  return (
    <svg className="tone-mark" width={size} height={size} viewBox="-6 -6 12 12" aria-hidden="true">
      <ToneShape tone={tone} />
    </svg>
  )
}
