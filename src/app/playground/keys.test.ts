import { expect, it } from 'vitest'
import { commandOf, type Press } from './keys'

const page: Press = { key: ' ', hasModifier: false, tag: 'BODY', role: null, isEditable: false, allowsCharacters: true }

it.each([
  ['Space plays and pauses', {}, 'toggle'],
  ['a focused box leaves Space to the transport', { tag: 'DIV', role: 'group' }, 'toggle'],
  ['a button keeps Space', { tag: 'BUTTON' }, null],
  ['a field keeps everything', { key: '.', tag: 'INPUT' }, null],
  ['a field keeps Escape', { key: 'Escape', tag: 'INPUT' }, null],
  ['a point steps', { key: '.' }, 'step'],
  ['b opens the menu', { key: 'b', tag: 'DIV' }, 'break'],
  ['f presents, with or without Shift', { key: 'F' }, 'show'],
  ['a slash opens the palette', { key: '/' }, 'palette'],
  ['a field keeps the slash', { key: '/', tag: 'INPUT' }, null],
  ['characters can be switched off', { key: 'b', allowsCharacters: false }, null],
  ['Space cannot', { allowsCharacters: false }, 'toggle'],
  ['Ctrl or Cmd and Z takes the last act back', { key: 'z', hasModifier: true, isCommand: true }, 'undo'],
  ['with Shift or Alt it does not', { key: 'z', hasModifier: true }, null],
  ['a field takes back what was typed', { key: 'z', hasModifier: true, isCommand: true, tag: 'INPUT' }, null],
  ['the browser keeps its own keys', { key: 'r', hasModifier: true }, null],
  ['other keys are nobody’s', { key: 'constructor' }, null],
] as const)('%s', (_, difference, command) => {
  expect(commandOf({ ...page, ...difference })).toBe(command)
})
