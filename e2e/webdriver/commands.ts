/**
 * The commands of WebDriver (W3C) that the tests use. Firefox takes them by name over its Marionette socket, WebKit's driver over
 * HTTP; what they mean and what they give is the same.
 */

/** One session of a browser. */
export interface Commands {
  /** Gives the value of a command's answer; rejects with the browser's message. */
  ask(name: CommandName, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Ends the browser. */
  close(): Promise<void>
}

/** The name of a command, as Marionette knows it. */
export type CommandName = keyof typeof PATHS

/** Where each command is asked over HTTP, below the session. `{element}` is a parameter. */
export const PATHS = {
  SetTimeouts: 'timeouts',
  SetWindowRect: 'window/rect',
  Navigate: 'url',
  ExecuteAsyncScript: 'execute/async',
  FindElement: 'element',
  ElementClick: 'element/{id}/click',
  PerformActions: 'actions',
} as const
