/** The schema of the Read API. Lists are connections with cursors; every answer says at which height it is true. */
import { buildSchema } from 'graphql'

export const schema = buildSchema(`
  type Query {
    "What is on offer, newest first."
    offers(first: Int = 10, after: String, seller: String): OfferConnection!
    "What somebody owns, by collection and token."
    tokens(owner: String!, first: Int = 10, after: String): TokenConnection!
  }
  type OfferConnection { edges: [OfferEdge!]! pageInfo: PageInfo! }
  type OfferEdge { node: Offer! cursor: String! }
  type TokenConnection { edges: [TokenEdge!]! pageInfo: PageInfo! }
  type TokenEdge { node: Token! cursor: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Offer {
    id: Int!
    version: Int!
    "In the smallest coin, as digits."
    price: String!
    seller: String!
    collection: Collection!
    token: Token!
  }
  type Token { tokenId: String! uri: String! owner: String! collection: Collection! }
  type Collection { address: String! name: String! }
`)
