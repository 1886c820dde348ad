/** Hands a file over to the browser, which saves it as it saves others. */
import type { Run } from '~/kernel/run'

/** What a file of a run is called. */
export function nameOfFile({ simulation, scenario, seed }: Run, ending: string): string {
  return `${simulation}-${scenario}-${seed}.${ending}`
}

/** Saves it. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
