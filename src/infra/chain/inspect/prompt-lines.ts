/** The lines there are, as they are told to whoever types something else. */
export const PROMPT_LINES: readonly string[] = [
  'contracts',
  'query <contract> {json}',
  'raw <contract> <key>',
  'block <height>',
  'tx <hash>',
  'balance <address>',
  'send <wallet> <contract> {json} [amount]uluna',
]
