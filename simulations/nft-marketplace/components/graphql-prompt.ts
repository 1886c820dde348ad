/** The prompt of the Read API: a query is answered out of the tables themselves, past network and cache, and leaves no mark on the run. */
import { execute, GraphQLError, parse, validate } from 'graphql'
import { PostgresError, type PostgresClient, type PostgresEngine } from '~/infra/postgres/port'
import type { Panel } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { offerConnection, tokenConnection } from './nodes'
import { offersPage, ownedPage, type Page } from './pages'
import { schema } from './schema'

/** Longest answer, in characters. */
const TEXT_MAX = 20_000
const TOKENS_MAX = 2_000

/** What stands behind the tables, and can be read beside the run. */
export interface Tables {
  readonly engine: Pick<PostgresEngine, 'peek'>
}

/** The prompt, as the inspector draws it. The schema has nothing that writes. */
export const graphqlPanel: Panel = {
  kind: 'prompt',
  label: 'GraphQL',
  prompt: {
    sign: 'graphql>',
    placeholder: '{ offers(first: 3) { edges { node { id price } } } }',
    view: 'graphql',
    help: [
      '{ offers(first: 3) { edges { node { id price seller } cursor } pageInfo { hasNextPage endCursor } } }',
      '{ tokens(owner: "terra1…", first: 3) { edges { node { tokenId uri collection { name } } } } }',
      '{ __schema { queryType { fields { name args { name } } } } }',
    ],
    down: 'the Read API is down',
  },
}

/** What is wrong with a query is the answer to it. */
export async function answerGraphQL(tables: Tables, query: string): Promise<PromptAnswer> {
  return { text: await textOf(tables, query), isWrite: false }
}

async function textOf(tables: Tables, query: string): Promise<string> {
  try {
    const document = parse(query, { maxTokens: TOKENS_MAX })
    const wrong = validate(schema, document)
    if (wrong.length > 0) return `(error) ${wrong.map(({ message }) => message).join('\n')}`
    const told = { indexedHeight: 0, chainHeight: 0, sql: 0 }
    const database = peeking(tables, () => told.sql++)
    const noted = (page: Page): Page => {
      told.indexedHeight = page.height
      told.chainHeight = page.chainHeight
      return page
    }
    const rootValue = {
      offers: async (args: Parameters<typeof offersPage>[1]) =>
        offerConnection(noted((await offersPage(database, args)) as Page)),
      tokens: async (args: Parameters<typeof ownedPage>[1]) => tokenConnection(noted(await ownedPage(database, args))),
    }
    const { data, errors } = await execute({ schema, document, rootValue })
    const answer = { ...(errors === undefined ? {} : { errors: errors.map(({ message }) => message) }), data }
    const text = JSON.stringify({ ...answer, extensions: told }, null, 2)
    return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}\n…` : text
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return `(error) ${error.message}`
  }
}

/** The tables, read beside the run; whoever counts hears of each statement. */
function peeking({ engine }: Tables, count: () => void): Pick<PostgresClient, 'query'> {
  return {
    async query(text, values = []) {
      count()
      const reply = await engine.peek({ text, values })
      if (reply instanceof PostgresError) throw reply
      return reply
    },
  }
}
