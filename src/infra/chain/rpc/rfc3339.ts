/** Instants as texts, without the host's calendar: the same on every machine. */

/** An instant in RFC 3339, to the nanosecond. */
export function rfc3339(timeNs: bigint): string {
  const seconds = Number(timeNs / 1_000_000_000n)
  const [day, second] = [Math.floor(seconds / 86_400), seconds % 86_400]
  const clock = [second / 3_600, (second / 60) % 60, second % 60].map((part) => padded(Math.floor(part), 2)).join(':')
  const fraction = String(timeNs % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${dateOf(day)}T${clock}${fraction === '' ? '' : `.${fraction}`}Z`
}

/**
 * The date of a day, counted from 1970-01-01: years begin in March, so that the leap day is their last, and four hundred of them are
 * an era of 146,097 days.
 */
function dateOf(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const inEra = shifted - era * 146_097
  const year = Math.floor(
    (inEra - Math.floor(inEra / 1_460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * inYear + 2) / 153)
  const inMonth = inYear - Math.floor((153 * month + 2) / 5) + 1
  const calendarMonth = month < 10 ? month + 3 : month - 9
  return `${year + era * 400 + (calendarMonth <= 2 ? 1 : 0)}-${padded(calendarMonth, 2)}-${padded(inMonth, 2)}`
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
