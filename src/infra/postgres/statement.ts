/** What a statement does, as far as its text tells. */
import type { PostgresError, SqlStatement } from './port'

const WRITING = /\b(insert|update|delete|merge|truncate|create|alter|drop|grant|call|do|copy|nextval|setval|refresh)\b/i
const LOCKING_ONLY = /\bfor\s+(no\s+key\s+)?update\b/gi
const ENDING = /^\s*(commit|end)\b/i
const READING = /^(?:[\s(]|--[^\n\r]*[\n\r])*(select|with|table|values|show|explain)\b|^\s*;?\s*$/i
const QUOTED = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g

/** True if a statement may change data. What is quoted does not count, nor does `FOR UPDATE`. */
export function isWriting(text: string): boolean {
  return WRITING.test(text.replaceAll(QUOTED, ' ').replaceAll(LOCKING_ONLY, ' '))
}

/**
 * True if a statement begins as one that reads. What follows may still write, which a transaction that only reads turns away; but that lets
 * `COPY … TO PROGRAM` through, on its own and in a `DO`, and those begin otherwise. Remarks in front end
 * where they do for the server, at a carriage return, too; those between slashes nest there, so they count as another beginning.
 */
export function isReading(text: string): boolean {
  return READING.test(text)
}

/** True for the end of a transaction that makes it last. */
export function isCommit(text: string): boolean {
  return ENDING.test(text)
}

/** A statement that fails with an error, so that the transaction it stands in has failed, too. */
export function raising({ code, message }: PostgresError): SqlStatement {
  return { text: `DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${message}'; END$$` }
}
