/** What survives a crash: things that processes keep on their disks, by name, for the length of a run. */

/** The disks of one run's processes. */
export class Disks {
  private readonly things = new Map<string, unknown>()

  /** What a process keeps under a name; made when it is first asked for. */
  of<Thing>(process: string, name: string, make: () => Thing): Thing {
    const place = `${process} ${name}`
    if (!this.things.has(place)) this.things.set(place, make())
    return this.things.get(place) as Thing
  }
}
