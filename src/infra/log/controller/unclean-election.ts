/** What a broker is set to for `unclean.leader.election.enable`, told to the controller. */
import type { Clock } from '~/kernel/time'
import type { ControllerChannel } from './controller-channel'
import type { AlterBrokerConfigsRequest } from './controller-messages'
import { UNCLEAN_ELECTION } from './leadership'

/** The pause after a refusal, in ms: before it is registered again, a broker that has restarted sets nothing. */
const PAUSE_MS = 100
/** How long the controller is asked before what is wished by then is asked for, in ms. */
const ASK_MS = 5_000

/** The request without what is to be set, under the registration that the broker has now. */
type FromBroker = () => Omit<AlterBrokerConfigsRequest, 'configs'>

export class UncleanElection {
  private readonly clock: Clock
  private readonly channel: ControllerChannel
  private readonly fromBroker: FromBroker
  private isWished = false
  private isTelling = false

  constructor(clock: Clock, channel: ControllerChannel, fromBroker: FromBroker) {
    this.clock = clock
    this.channel = channel
    this.fromBroker = fromBroker
  }

  /** The newest wish is told until the controller has taken it: one that comes later is never overtaken by one before it. */
  set(isWished: boolean): void {
    this.isWished = isWished
    if (!this.isTelling) void this.tell()
  }

  private async tell(): Promise<void> {
    this.isTelling = true
    for (;;) {
      const { isWished } = this
      const configs = { [UNCLEAN_ELECTION]: isWished ? 'true' : null }
      const answer = await this.channel.ask({ ...this.fromBroker(), configs }, ASK_MS)
      if (answer?.error !== 'NONE') await this.clock.sleep(PAUSE_MS)
      else if (isWished === this.isWished) break
    }
    this.isTelling = false
  }
}
