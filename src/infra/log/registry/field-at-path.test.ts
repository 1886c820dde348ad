import { expect, test } from 'vitest'
import { fieldAtPath } from './field-at-path'

const city = { name: 'city', type: 'string' }
const address = { name: 'address', type: { type: 'record', name: 'Address', fields: [city] } }
const order = JSON.stringify({
  type: 'record',
  name: 'Order',
  fields: [{ name: 'total', type: 'long' }, address, { name: 'home', type: 'Address' }],
})

test.each([
  ['/fields/0/type', 'total'],
  ['/fields/1', 'address'],
  ['/fields/1/type/fields/0/type', 'address.city'],
  ['/fields/2/type/fields/0/type', 'home'],
  ['/fields/9/type', ''],
  ['/name', ''],
  ['', ''],
])('%s is the field "%s"', (path, field) => {
  expect(fieldAtPath(order, path)).toBe(field)
})

test('a schema that is a mere name has no field', () => {
  expect(fieldAtPath('"string"', '/type')).toBe('')
})
