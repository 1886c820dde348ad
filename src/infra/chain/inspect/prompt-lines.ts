/** The lines there are, as they are told to whoever types something else. */
export const PROMPT_LINES: readonly string[] = [
  'contracts',
  'codes',
  'query <contract> {json}',
  'raw <contract> <key>',
  'block <height>',
  'tx <hash>',
  'balance <address>',
  'send <wallet> <contract> {json} [amount]uluna',
  'instantiate <wallet> <code> <label> {json} [amount]uluna',
]

/** How a line of a command is written. */
export function usageOf(command: string): string {
  return `(error) usage: ${PROMPT_LINES.find((each) => each.startsWith(`${command} `))!}`
}
