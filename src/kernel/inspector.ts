/** What the inspector offers for a box: the code that runs in it, and how what it holds is shown. Nothing here decides what happens. */
/** A file of the code that runs in a box, for the inspector. */
export interface CodeFile {
  readonly name: string
  readonly language: 'typescript' | 'lua' | 'sql' | 'rust'
  readonly text: string
}

/** What the inspector offers for a box besides what every box has. */
export interface Inspector {
  /** The box is a Redis: its keys, and a command prompt. */
  readonly redis?: true
  /** Tables of a Postgres, and an SQL prompt. */
  readonly postgres?: {
    /** The Postgres box that has the tables: this one, or another one whose tables it uses. */
    readonly of: string
    /** The tables to show; all of them if left out. */
    readonly tables?: readonly string[]
    /**
     * A query whose rows are shown as T-accounts: `account`, `kind`, `currency`, `debits`, `credits`, `pending` (a balance), and
     * `latest`, the last postings as a list of amounts, debits positive; all in minor units.
     */
    readonly accounts?: string
  }
}
