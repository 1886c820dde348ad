/** Asks a Postgres box for a page of what it holds. */
import type * as v from 'valibot'
import { readPage } from './redis-pages'
import { useInspection } from './use-inspection'

/** `undefined` while nothing has come, null if the server is down. */
export function usePostgresPage<Schema extends v.GenericSchema>(
  box: string,
  query: { readonly view: string; readonly [name: string]: string | number },
  schema: Schema,
): v.InferOutput<Schema> | null | undefined {
  const answer = useInspection(`${box} ${JSON.stringify(query)}`, async (session) => ({
    page: readPage(schema, await session.inspect(box, 0, query)),
  }))
  return answer === null ? undefined : answer.page
}
