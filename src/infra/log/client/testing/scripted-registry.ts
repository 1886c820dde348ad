/** A registry that answers from a script and counts what it was asked: for tests of what stands on one. */
import { RegistryError, type SchemaRegistry } from '../../port/registry'

export class ScriptedRegistry implements Pick<SchemaRegistry, 'register' | 'lookup' | 'latest' | 'schemaById'> {
  /** Schemas by id, counted from 1. */
  readonly texts: string[] = []
  /** What was asked, in its order. */
  readonly asked: string[] = []
  /** Thrown by whatever is asked next, each once. */
  readonly failures: Error[] = []

  register(subject: string, text: string): Promise<number> {
    return this.answer(`register ${subject}`, () => {
      if (!this.texts.includes(text)) this.texts.push(text)
      return this.texts.indexOf(text) + 1
    })
  }

  lookup(subject: string, schema: string) {
    return this.answer(`lookup ${subject}`, () => this.registered(subject, this.texts.indexOf(schema) + 1))
  }

  latest(subject: string) {
    return this.answer(`latest ${subject}`, () => this.registered(subject, this.texts.length))
  }

  schemaById(id: number): Promise<string> {
    return this.answer(`schema ${id}`, () => this.registered('', id).schema)
  }

  /** As the port has it; what is not in the script is not asked. */
  get port(): SchemaRegistry {
    return this as unknown as SchemaRegistry
  }

  private registered(subject: string, id: number) {
    const schema = this.texts[id - 1]
    if (schema === undefined) throw new RegistryError(404, 40_403, `Schema ${id} not found`)
    return { subject, version: id, id, schema }
  }

  private async answer<Answer>(asked: string, work: () => Answer): Promise<Answer> {
    this.asked.push(asked)
    await Promise.resolve()
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    return work()
  }
}
