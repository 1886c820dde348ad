/** What the host does for a contract: the functions that it imports from `env`, with the limits of cosmwasm-vm's `imports.rs`. */
import { canonicalize, humanize, type Judged } from './address'
import type { ImportName } from './interface'
import type { RunningCall } from './running-call'
import { signatureImports } from './signature-imports'
import { encodeSections } from './sections'
import { VmError } from './vm-error'

const KIB = 1024
const KEY_MAX = 64 * KIB
const VALUE_MAX = 128 * KIB
const CANONICAL_ADDRESS_MAX = 64
const HUMAN_ADDRESS_MAX = 256
const QUERY_MAX = 64 * KIB
const TEXT_MAX = 2 * KIB * KIB
const ORDERS: Readonly<Record<number, 'ascending' | 'descending'>> = { 1: 'ascending', 2: 'descending' }
const NOTHING = new Uint8Array()
const LOSSY = new TextDecoder()
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const TEXT = new TextEncoder()

/** Makes the imports of one call. Pointers are unsigned numbers of 32 bits, 0 is none. */
export function makeImports(call: RunningCall): Record<ImportName, (...parameters: number[]) => unknown> {
  return { ...storageImports(call), ...addressImports(call), ...signatureImports(call), ...otherImports(call) }
}

function storageImports(call: RunningCall) {
  const { environment } = call
  const { storage } = environment
  const key = (pointer: number) => call.read(pointer, KEY_MAX, 'a key')
  const mayWrite = () => {
    if (environment.isReadOnly) throw new VmError('read-only', 'a query may not write')
  }
  const next = (id: number) => {
    const iterator = call.iterators[(id >>> 0) - 1]
    if (iterator === undefined) throw new VmError('iterator', `there is no iterator ${id >>> 0} in this call`)
    const { done, value } = iterator.next()
    return done === true ? undefined : value
  }
  return {
    db_read: (pointer: number) =>
      call.host(() => {
        const value = storage.get(key(pointer))
        return value === undefined ? 0 : call.hand(value)
      }),
    db_write: (keyPointer: number, valuePointer: number) =>
      call.host(() => {
        mayWrite()
        const written = key(keyPointer)
        storage.set(written, call.read(valuePointer, VALUE_MAX, 'a value'))
      }),
    db_remove: (pointer: number) =>
      call.host(() => {
        mayWrite()
        storage.remove(key(pointer))
      }),
    db_scan: (startPointer: number, endPointer: number, orderNumber: number) =>
      call.host(() => {
        const start = startPointer === 0 ? undefined : key(startPointer)
        const end = endPointer === 0 ? undefined : key(endPointer)
        const order = ORDERS[orderNumber]
        if (order === undefined)
          throw new VmError('iterator', `order ${orderNumber} is neither 1, ascending, nor 2, descending`)
        return call.iterators.push(storage.scan(start, end, order))
      }),
    db_next: (id: number) => call.host(() => call.hand(encodeSections(next(id) ?? [NOTHING, NOTHING]))),
    db_next_key: (id: number) => call.host(() => handOrNone(call, next(id)?.[0])),
    db_next_value: (id: number) => call.host(() => handOrNone(call, next(id)?.[1])),
  }
}

function handOrNone(call: RunningCall, data: Uint8Array | undefined): number {
  return data === undefined ? 0 : call.hand(data)
}

function addressImports(call: RunningCall) {
  const { costs, environment } = call
  const complain = (wrong: string) => call.hand(TEXT.encode(wrong))
  const text = (pointer: number): Judged<string> => {
    const bytes = call.read(pointer, HUMAN_ADDRESS_MAX, 'an address')
    if (bytes.length === 0) return { wrong: 'Input is empty' }
    call.chargeLinear(costs.text, bytes.length)
    try {
      return { value: STRICT.decode(bytes) }
    } catch {
      return { wrong: 'Input is not valid UTF-8' }
    }
  }
  const bytesOf = (address: string) => {
    call.charge(costs.canonicalize)
    return canonicalize(address, environment.prefix)
  }
  const textOf = (bytes: Uint8Array) => {
    call.charge(costs.humanize)
    return humanize(bytes, environment.prefix)
  }
  return {
    addr_validate: (pointer: number) =>
      call.host(() => {
        const address = text(pointer)
        if ('wrong' in address) return complain(address.wrong)
        const bytes = bytesOf(address.value)
        if ('wrong' in bytes) return complain(bytes.wrong)
        call.charge(costs.humanize)
        // A text whose checksum holds reads the same when it is made anew, but for capitals: no need to make it.
        return address.value === address.value.toLowerCase() ? 0 : complain('address not normalized')
      }),
    addr_canonicalize: (pointer: number, target: number) =>
      call.host(() => {
        const address = text(pointer)
        if ('wrong' in address) return complain(address.wrong)
        const bytes = bytesOf(address.value)
        if ('wrong' in bytes) return complain(bytes.wrong)
        call.write(target, bytes.value)
        return 0
      }),
    addr_humanize: (pointer: number, target: number) =>
      call.host(() => {
        const address = textOf(call.read(pointer, CANONICAL_ADDRESS_MAX, 'a canonical address'))
        if ('wrong' in address) return complain(address.wrong)
        call.write(target, TEXT.encode(address.value))
        return 0
      }),
  }
}

function otherImports(call: RunningCall) {
  const { environment } = call
  return {
    query_chain: (pointer: number) =>
      call.host(() => {
        const request = call.read(pointer, QUERY_MAX, 'a query')
        return call.hand(environment.query(request, environment.gas))
      }),
    debug: (pointer: number) =>
      call.host(() => {
        const text = call.read(pointer, TEXT_MAX, 'a message')
        environment.debug?.(LOSSY.decode(text))
      }),
    abort: (pointer: number) =>
      call.host(() => {
        const text = call.read(pointer, TEXT_MAX, 'a message')
        call.chargeLinear(call.costs.text, text.length)
        throw new VmError('aborted', `the contract aborted: ${LOSSY.decode(text)}`)
      }),
  }
}
