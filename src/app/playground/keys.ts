/** What a key does: pure, so that the rules about fields and buttons are tested without a page. */

/** What the keyboard can ask for. */
export type Command =
  | 'toggle'
  | 'step'
  | 'step-back'
  | 'present'
  | 'slower'
  | 'faster'
  | 'restart'
  | 'help'
  | 'break'
  | 'show'
  | 'palette'
  | 'close'
  | 'undo'

/** What matters of a key that was pressed. */
export interface Press {
  readonly key: string
  readonly hasModifier: boolean
  /** True if Ctrl or Cmd is held, and nothing else. */
  readonly isCommand?: boolean
  /** Tag name of the focused element, in capitals; SLIDER for a range. */
  readonly tag: string
  readonly role: string | null
  readonly isEditable: boolean
  /** False if the visitor switched single characters off. */
  readonly allowsCharacters: boolean
}

const CHARACTERS: Readonly<Record<string, Command>> = {
  '.': 'step',
  ',': 'step-back',
  l: 'present',
  '[': 'slower',
  ']': 'faster',
  r: 'restart',
  '?': 'help',
  b: 'break',
  f: 'show',
  F: 'show',
  '/': 'palette',
}

/** The command of a key, or null. Fields keep all their keys, and buttons keep Space. */
export function commandOf(press: Press): Command | null {
  const { key, hasModifier, isCommand = false, tag, role, isEditable, allowsCharacters } = press
  if (isEditable || tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') return null
  if (isCommand && key === 'z') return 'undo'
  if (hasModifier) return null
  if (key === 'Escape') return 'close'
  if (key === ' ') {
    const isControl =
      ['BUTTON', 'A', 'SUMMARY'].includes(tag) || role === 'tab' || role === 'switch' || role === 'button'
    return isControl ? null : 'toggle'
  }
  return allowsCharacters && Object.hasOwn(CHARACTERS, key) ? CHARACTERS[key]! : null
}
