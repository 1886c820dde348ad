/** A number with what it counts: `1 member`, `12,345 members`. The plural is made by an `s`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`
}
