/** Code with its words coloured: highlight.js finds the tokens, React makes the elements; no markup is ever written. */
import hljs from 'highlight.js/lib/core'
import json from 'highlight.js/lib/languages/json'
import lua from 'highlight.js/lib/languages/lua'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import type { ReactNode } from 'react'
import type { CodeFile } from '~/kernel/code-file'

hljs.registerLanguage('typescript', typescript)
hljs.registerLanguage('json', json)
hljs.registerLanguage('lua', lua)
hljs.registerLanguage('sql', sql)
hljs.registerLanguage('rust', rust)

/** A node of the token tree that highlight.js builds before it would write markup. */
interface TokenNode {
  readonly scope?: string
  readonly children: readonly (TokenNode | string)[]
}

/** The tokens of a piece of code as elements. */
export function highlight(text: string, language: CodeFile['language']): ReactNode {
  const result = hljs.highlight(text, { language }) as unknown as {
    readonly _emitter: { readonly rootNode: TokenNode }
  }
  return childrenOf(result._emitter.rootNode)
}

function childrenOf(node: TokenNode): ReactNode[] {
  return node.children.map((child, index) => {
    if (typeof child === 'string') return child
    const name = child.scope?.split('.')[0]?.replace('language:', '') ?? ''
    return (
      <span key={index} className={`code-${name}`}>
        {childrenOf(child)}
      </span>
    )
  })
}
