/**
 * Lua scripts by name: the digest is computed when the script is defined, calls go by EVALSHA, and a server that has
 * lost its script cache (a restart, SCRIPT FLUSH, a fail-over) is taught the script again, once per call.
 */
import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { RedisError, type RedisArgument, type RedisClient, type RedisReply } from './port'

/** A Lua script and its digest. */
export interface RedisScript {
  /** For people: error messages and traces. */
  readonly name: string
  /** What each of KEYS stands for, in order. A call passes exactly as many. */
  readonly keys: readonly string[]
  readonly source: string
  /** SHA-1 of the source, in lower-case hex, as EVALSHA wants it. */
  readonly sha: string
}

/** Defines a script. Call it once, at module level. */
export function defineScript(script: Omit<RedisScript, 'sha'>): RedisScript {
  return { ...script, sha: scriptDigest(script.source) }
}

/** The digest under which a server caches a script: SHA-1 of its UTF-8 bytes, in lower-case hex. */
export function scriptDigest(source: string | Uint8Array): string {
  return bytesToHex(sha1(typeof source === 'string' ? utf8ToBytes(source) : source))
}

/**
 * Runs a script by EVALSHA. On NOSCRIPT it loads the script and tries once more; a second NOSCRIPT is thrown.
 * @throws RedisError the script's own error, or NOSCRIPT.
 * @throws RangeError when the number of keys is not the number the script declares: a programmer error.
 */
export async function runScript(
  client: RedisClient,
  script: RedisScript,
  keys: readonly RedisArgument[],
  args: readonly RedisArgument[],
  options?: { readonly binary?: boolean },
): Promise<RedisReply> {
  if (keys.length !== script.keys.length) {
    throw new RangeError(`script ${script.name} takes the keys ${script.keys.join(', ')}: got ${keys.length} keys`)
  }
  const call = ['EVALSHA', script.sha, String(keys.length), ...keys, ...args]
  try {
    return await client.command(call, options)
  } catch (error) {
    if (!(error instanceof RedisError) || error.code !== 'NOSCRIPT') throw error
  }
  await client.command(['SCRIPT', 'LOAD', script.source])
  return client.command(call, options)
}
