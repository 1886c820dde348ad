/** Where ioredis-mock answers otherwise than Redis: case by case, what it does instead and why. */

/** A named difference. The test holds the mock to it, so an entry that is no longer true fails. */
export interface Difference {
  /** What is observed in place of the case's `expected`. */
  readonly instead: unknown
  readonly why: string
}

/** Differences by the name of the case. */
export const mockDifferences: Readonly<Record<string, Difference>> = {
  'counters refuse what is not an integer': {
    instead: ['OK', 'NaN', 'NaN'],
    why: 'It counts with Number() and stores NaN over the value.',
  },
  'integers reach the 64-bit boundary and no further': {
    instead: [
      'OK', '9223372036854776000', '9223372036854776000', '9223372036854776000',
      'OK', '-9223372036854776000', 'OK', 9007199254740991, '9007199254740992',
    ], // prettier-ignore
    why: 'Its integers are doubles: they round above 2^53 and never overflow.',
  },
  'sorted sets': {
    instead: [
      3, 0, ['bob', 'cy', 'ann'], ['bob', '2.5', 'cy', '3', 'ann', '4'], ['bob', 'cy', 'ann'], ['cy'], '2.5', null,
      1, 2, '3.5', 0, 3, ['cy', 3], 1, 1,
    ], // prettier-ignore
    why: 'It reads an exclusive bound with a fraction, (2.5, as an inclusive 2, and ZPOPMIN gives the score as a number.',
  },
  streams: {
    instead: [
      '5-1-0', '5-2-0', '5-2-0', 3,
      [['5-1-0', ['event', 'a']], ['5-2-0', ['event', 'b']], ['5-2-0', ['event', 'c']]],
      [], [['log', [['5-1-0', ['event', 'a']]]]], [['log', [['5-2-0', ['event', 'b']]]]], '(error) ERR',
    ], // prettier-ignore
    why: 'It appends -0 to explicit entry ids, does not hold them to be growing, and has no XDEL.',
  },
  'consumer groups claim and acknowledge': {
    instead: ['1-1-0', '(error) ERR', '(error) ERR', '(error) ERR'],
    why: 'It has no consumer groups.',
  },
  'TYPE names each kind': {
    instead: ['OK', 1, 1, 1, 1, '1-1-0', 'string', 'list', 'set', 'zset', 'hash', 'list'],
    why: 'It keeps a stream as a list and calls it one.',
  },
  'WRONGTYPE for a string command on a list': {
    instead: [1, ['a'], 'NaN', 4, '(error) ERR'],
    why: 'String commands do not check what they find: GET gives the list, INCR and APPEND overwrite it.',
  },
  'WRONGTYPE for a collection command on a string': {
    instead: ['OK', '(error) ERR', '(error) ERR', '(error) ERR', 1, 'a'],
    why: 'Its errors for a wrong kind have no code, and HSET does not check.',
  },
  'wrong numbers of arguments': {
    instead: [null, 'OK', '(error) ERR', 1],
    why: 'Most commands do not count their arguments.',
  },
  'malformed arguments': {
    instead: ['OK', 'OK', '(error) ERR', 1, 1, []],
    why: 'It parses times and scores leniently and checks little.',
  },
  'command() throws what pipeline() gives as a value': {
    instead: ['1-1-0', true],
    why: 'XADD does not check that the key holds a stream.',
  },
  'a command that fails inside EXEC does not stop the others': {
    instead: ['OK', 'OK', 'QUEUED', 'QUEUED', 'QUEUED', ['OK', '(error) ERR', 'OK']],
    why: 'Its error for a wrong kind has no code; the transaction goes on as it should.',
  },
  'an error inside a script keeps its code': {
    instead: [null, null],
    why: 'INCR on a list is no error to it, and the NaN it gives is not representable.',
  },
  'a script that is no Lua is refused': {
    instead: ['(error) ERR', '728acb63e2aaef0ee859ece5db586bff5d800d1e'],
    why: 'SCRIPT LOAD is the adapter’s and cannot compile without running: the error comes with the first call.',
  },
  'Lua is 5.1 with cjson': {
    instead: ['5.0', '(error) ERR'],
    why: 'Its interpreter is Lua 5.3, which has floats and integers, and it has no cjson.',
  },
  'a string is as long as its bytes in Lua': {
    instead: 43,
    why: 'Bytes above 127 are two bytes each inside its Lua; they come back as one.',
  },
}
