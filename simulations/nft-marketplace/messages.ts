/** What the boxes of the marketplace say to each other, besides what chain, Redis and PostgreSQL are asked. */
import type { Message } from '~/kernel/component'

/** A GraphQL request to the Read API. */
export interface GraphQLRequest extends Message {
  readonly type: 'graphql'
  /** The name of the operation, as it stands in the query. */
  readonly operation: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Wait for this height to be indexed, so that what one has written oneself is read. Left out: answer what there is. */
  readonly minHeight?: number
}

/** Its answer. */
export interface GraphQLResponse {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string }[]
  readonly extensions: {
    /** The height of what is shown, and that of the chain as far as the indexer knew. */
    readonly indexedHeight: number
    readonly chainHeight: number
    /** How many SQL statements it took. */
    readonly sql: number
    readonly cached: boolean
  }
}

/** Puts content into IPFS; the answer is its CID. */
export interface PinRequest extends Message {
  readonly type: 'pin'
  readonly bytes: Uint8Array
}

/** Asks a gateway for content by its CID. */
export interface GatewayRequest extends Message {
  readonly type: 'get'
  readonly cid: string
  /** Which of the gateways is asked, from 0. */
  readonly gateway: number
}

/** What a gateway answers. It may lie. */
export interface GatewayResponse {
  readonly status: number
  readonly bytes: Uint8Array
}

/** What the load asks of the web app: somebody sets out to do something. */
export interface VisitMessage extends Message {
  readonly type: 'visit'
  /** The wallet, counted from 0. */
  readonly wallet: number
  readonly what: VisitKind
  /** Which of his tabs, if he has several open: they do not know of each other. */
  readonly tab?: number
}

/** What visitors do. */
export type VisitKind = 'browse' | 'mint' | 'list' | 'reprice' | 'cancel' | 'buy' | 'give' | 'stray'
