/** The five meanings a colour and a shape may have on screen, worst last. */
export const TONES = ['allowed', 'throttled', 'degraded', 'unknown', 'failed'] as const

/** What something drawn means: allowed, throttled, degraded (served by a fallback), outcome unknown, failed. */
export type Tone = (typeof TONES)[number]
