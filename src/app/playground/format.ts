/** Figures as the page writes them: always with their unit, never with more digits than they are worth. */
import { formatNumber } from '../session/claim-result'

/** A moment of a run: `01:02.345`. */
export function formatTime(ms: number): string {
  const whole = Math.floor(ms + 1e-6)
  const minutes = Math.floor(whole / 60_000)
  const seconds = Math.floor(whole / 1000) % 60
  return `${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(whole % 1000, 3)}`
}

/** The length of a run: `01:00`. */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${pad(Math.floor(seconds / 60), 2)}:${pad(seconds % 60, 2)}`
}

/** A moment on a badge or mark: `12.0 s`. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** A duration: `0.4 ms`, `23 ms`, `1.2 s`. */
export function formatDuration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`
}

/** A rate: `9,200/s`. */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toFixed(1)))}/s`
}

/** Bytes as megabytes: `1.2`. */
export function formatMegabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}

/** An error's message, or another reason, as a sentence. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
