/** What the tests do in a browser that is driven by WebDriver. */
import type { Commands } from './commands'

/** How long a test waits for what a page should do, in milliseconds: this only ends what would never end. */
const WAIT_MS_MAX = 150_000
/** How often it looks. */
const LOOK_MS = 100
/** Keys without a character, as WebDriver writes them. */
const KEYS: Readonly<Record<string, string>> = { Enter: '\uE007', Escape: '\uE00C' }

/** A browser with one page. */
export class Driver {
  private readonly commands: Commands

  constructor(commands: Commands) {
    this.commands = commands
  }

  /** Makes the page as large as on a desk, and gives scripts their time. */
  async prepare(): Promise<void> {
    await this.commands.ask('SetTimeouts', { script: WAIT_MS_MAX, pageLoad: WAIT_MS_MAX })
    await this.commands.ask('SetWindowRect', { x: 0, y: 0, width: 1440, height: 900 })
  }

  /** Opens an address. */
  async goTo(url: string): Promise<void> {
    await this.commands.ask('Navigate', { url })
  }

  /** Runs a function in the page; it sees nothing but what it is given. */
  async run<Asked extends readonly unknown[], Answer>(
    script: (...asked: Asked) => Answer | Promise<Answer>,
    ...asked: Asked
  ): Promise<Answer> {
    const source = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${script.toString()})(...[...arguments].slice(0, -1)))
        .then((answer) => done({ answer }), (error) => done({ error: String(error) }))`
    const { answer, error } = (await this.commands.ask('ExecuteAsyncScript', { script: source, args: asked })) as {
      readonly answer: Answer
      readonly error?: string
    }
    if (error !== undefined) throw new Error(error)
    return answer
  }

  /** Waits for an element, by XPath. */
  async find(xpath: string): Promise<string> {
    const element = await this.until(`nothing is at ${xpath}`, () =>
      this.commands.ask('FindElement', { using: 'xpath', value: xpath }),
    )
    return Object.values(element as Record<string, string>)[0]!
  }

  /** Waits for an element, and clicks on it. */
  async click(xpath: string): Promise<void> {
    await this.until(`nothing can be clicked at ${xpath}`, async () =>
      this.commands.ask('ElementClick', { id: await this.find(xpath) }),
    )
  }

  /** Presses a key. */
  async press(key: string): Promise<void> {
    const value = KEYS[key] ?? key
    const actions = [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]
    await this.commands.ask('PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
  }

  /** Waits until something in the page is as it should be. */
  async waitFor<Asked extends readonly unknown[]>(
    what: string,
    isSo: (...asked: Asked) => boolean,
    ...asked: Asked
  ): Promise<void> {
    await this.until(what, async () => {
      if (!(await this.run(isSo, ...asked))) throw new Error(what)
      return true
    })
  }

  close(): Promise<void> {
    return this.commands.close()
  }

  private async until<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
    for (const from = performance.now(); ;) {
      try {
        return await ask()
      } catch (error) {
        if (performance.now() - from > WAIT_MS_MAX) throw new Error(what, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    }
  }
}
