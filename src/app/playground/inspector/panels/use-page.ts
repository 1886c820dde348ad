/** Asks a box for a page of one of its panels. */
import * as v from 'valibot'
import type { InspectQuery } from '~/kernel/component'
import { useInspection } from '../use-inspection'

/** The process whose panels are drawn. */
export interface Place {
  readonly box: string
  readonly instance: number
}

/** `undefined` while nothing has come, null if the box is down. */
export function usePage<Schema extends v.GenericSchema>(
  { box, instance }: Place,
  query: InspectQuery,
  schema: Schema,
): v.InferOutput<Schema> | null | undefined {
  const answer = useInspection(`${box}/${instance} ${JSON.stringify(query)}`, async (session) => {
    const page = await session.inspect(box, instance, query)
    return { page: page === null ? null : v.parse(schema, page) }
  })
  return answer === null ? undefined : answer.page
}
