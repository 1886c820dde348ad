/**
 * The Read API: GraphQL over the projections. A page is one statement. Hot pages are kept in Redis together with their height, and the
 * statement itself says whether that is still the height of the tables, so nothing is shown that a newer block has changed.
 */
import { execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql'
import { createPostgresClient } from '~/infra/postgres/client'
import { createRedisClient } from '~/infra/redis/client'
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import type { PageFact } from '../facts'
import type { GraphQLRequest, GraphQLResponse } from '../messages'
import type { Parameters } from '../parameters'
import { answerGraphQL, graphqlPanel, type Tables } from './graphql-prompt'
import { offerConnection, tokenConnection } from './nodes'
import { offersPage, ownedPage, type Page } from './pages'
import { schema } from './schema'

const SQL_TIMEOUT_MS = 1_000
const REDIS_TIMEOUT_MS = 50
/** How often somebody who waits for a height looks again, and for how long. */
const WAIT_EVERY_MS = 200
const WAIT_MAX_MS = 10_000
const QUERY_MAX = 8_000
const DOCUMENTS_MAX = 100

/** What resolvers note about the answer they are part of. */
interface Answering {
  readonly request: number
  sql: number
  cached: boolean
  height: number
  chainHeight: number
  listings: number[]
}

interface CachedPage extends Page {
  readonly storedAtMs: number
}

export function createApi(
  context: Context<'cache' | 'postgres'>,
  setup: Setup<Parameters, { readonly database: Tables }>,
): Component {
  const { clock } = context
  const { parameters, without } = setup
  const documents = new Map<string, DocumentNode>()
  /** Pages that are being fetched: who wants the same waits for it. */
  const inFlight = new Map<string, Promise<Page>>()
  /** The highest height that any answer has had. */
  let highest = 0

  const databaseFor = (request: number) =>
    createPostgresClient(context, 'postgres', { timeoutMs: SQL_TIMEOUT_MS, request })

  async function cachedPage(key: string, request: number): Promise<CachedPage | null> {
    try {
      const redis = createRedisClient(context, 'cache', { timeoutMs: REDIS_TIMEOUT_MS, request })
      const text = await redis.command(['GET', key])
      return typeof text === 'string' ? (JSON.parse(text) as CachedPage) : null
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      return null
    }
  }

  async function keepPage(key: string, request: number, page: Page): Promise<void> {
    try {
      const redis = createRedisClient(context, 'cache', { timeoutMs: REDIS_TIMEOUT_MS, request })
      const stored: CachedPage = { ...page, storedAtMs: clock.nowMs() }
      await redis.command(['SET', key, JSON.stringify(stored), 'PX', String(parameters.cacheTtlMs)])
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
  }

  /** The first page of what is on offer, which everybody asks for. */
  async function hotPage(first: number, answering: Answering): Promise<Page> {
    const { request } = answering
    const key = `offers:${first}`
    const known = await cachedPage(key, request)
    if (known !== null && without('cache-by-height')) {
      answering.cached = true
      return known
    }
    const flying = inFlight.get(key)
    if (flying !== undefined) return flying
    const fetched = (async () => {
      answering.sql++
      const page = await offersPage(databaseFor(request), { first }, known?.height)
      if (page === 'current') {
        answering.cached = true
        return known!
      }
      await keepPage(key, request, page)
      return page
    })()
    inFlight.set(key, fetched)
    try {
      return await fetched
    } finally {
      inFlight.delete(key)
    }
  }

  function noted(page: Page, answering: Answering): Page {
    answering.height = page.height
    answering.chainHeight = page.chainHeight
    return page
  }

  const root = {
    async offers(args: { first: number; after?: string; seller?: string }, answering: Answering) {
      const isHot = args.after === undefined && args.seller === undefined
      let page: Page
      if (isHot) page = await hotPage(args.first, answering)
      else {
        answering.sql++
        page = (await offersPage(databaseFor(answering.request), args)) as Page
      }
      noted(page, answering)
      answering.listings.push(...page.rows.map(({ id }) => Number(id)))
      return offerConnection(page)
    },
    async tokens(args: { owner: string; first: number; after?: string }, answering: Answering) {
      answering.sql++
      const page = noted(await ownedPage(databaseFor(answering.request), args), answering)
      return tokenConnection(page)
    },
  }

  function documentOf(query: string): DocumentNode | readonly GraphQLError[] {
    const known = documents.get(query)
    if (known !== undefined) return known
    if (query.length > QUERY_MAX) return [new GraphQLError(`a query has at most ${QUERY_MAX} characters`)]
    try {
      const document = parse(query, { maxTokens: 2_000 })
      const errors = validate(schema, document)
      if (errors.length > 0) return errors
      if (documents.size >= DOCUMENTS_MAX) documents.clear()
      documents.set(query, document)
      return document
    } catch (error) {
      return [error as GraphQLError]
    }
  }

  async function waitForHeight(request: number, minHeight: number): Promise<void> {
    const untilMs = clock.monotonicMs() + WAIT_MAX_MS
    while (clock.monotonicMs() < untilMs) {
      const { rows } = await databaseFor(request).query('SELECT height FROM cursor')
      if (Number(rows[0]!['height']) >= minHeight) return
      await clock.sleep(WAIT_EVERY_MS)
    }
  }

  async function answer(message: GraphQLRequest): Promise<GraphQLResponse> {
    const { request, operation, query, variables, minHeight } = message
    const sinceMs = clock.monotonicMs()
    const answering: Answering = { request, sql: 0, cached: false, height: 0, chainHeight: 0, listings: [] }
    if (minHeight !== undefined) await waitForHeight(request, minHeight)
    const document = documentOf(query)
    if (!('kind' in document)) return response(null, document, answering)
    const { data, errors = [] } = await execute({
      schema,
      document,
      rootValue: root,
      contextValue: answering,
      variableValues: variables,
    })
    const trouble = errors.find(({ originalError }) => isStoreTrouble(originalError))
    if (trouble !== undefined) throw new CallError('rejected', `the projections cannot be read: ${trouble.message}`)
    const { sql, cached, height: indexedHeight, listings } = answering
    const ms = clock.monotonicMs() - sinceMs
    const stale = indexedHeight < highest
    highest = Math.max(highest, indexedHeight)
    const fact: PageFact = { query: operation, sql, ms, indexedHeight, cached, stale, listings }
    context.emit('page', { ...fact }, { request })
    return response((data as GraphQLResponse['data']) ?? null, errors, answering)
  }

  return {
    handle(message: Message) {
      if (message.type !== 'graphql') throw new CallError('rejected', `the Read API does not know "${message.type}"`)
      return answer(message as GraphQLRequest)
    },
    inspect(query) {
      if (query.view === 'graphql') return answerGraphQL(setup.servers.database, String(query['line'] ?? ''))
      if (query.view !== 'state') return null
      return { panels: [graphqlPanel], documents: documents.size, inFlight: inFlight.size }
    },
  }
}

function response(
  data: GraphQLResponse['data'],
  errors: readonly GraphQLError[],
  { height, chainHeight, sql, cached }: Answering,
): GraphQLResponse {
  return {
    data,
    ...(errors.length === 0 ? {} : { errors: errors.map(({ message }) => ({ message })) }),
    extensions: { indexedHeight: height, chainHeight, sql, cached },
  }
}
