/** Keeps credentials out of whatever is said: to a terminal, to a page, in an error of somebody else's library. */

/** What stands instead. */
const REDACTED = '…'

/** Takes all secrets out of a text, as they are, as addresses write them and as JSON does. The longest go first: one may hold another. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  const ordered = [...new Set(forms)].filter((form) => form !== '').toSorted((a, b) => b.length - a.length)
  return (text) => ordered.reduce((rest, form) => rest.replaceAll(form, REDACTED), text)
}
