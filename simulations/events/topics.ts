/** The topics of the platform, and who reads them. */

/** What the three services write, versioned: another incompatible format would be another topic. */
export const EVENT_TOPICS = ['orders.v1', 'catalog.v1', 'users.v1'] as const
export type EventTopic = (typeof EVENT_TOPICS)[number]

/** The consumer groups, by the box whose processes are their members. */
export const GROUPS = ['search', 'warehouse', 'notifications'] as const
export type Group = (typeof GROUPS)[number]

/** What a group could not handle. One topic for all groups: a header says whose it is. */
export const DEAD_LETTER_TOPIC = 'dead-letter'
/** What was replayed too often. Nobody reads it but people. */
export const PARKING_TOPIC = 'dead-letter.parked'
/** The group of the replay worker. */
export const REPLAY_GROUP = 'replay'

/** Where the replay worker puts what one group is to try again, so that no other group meets it. */
export function retryTopic(group: Group): string {
  return `retry.${group}`
}

/** The subject under which the registry keeps the schemas of a topic's values: `TopicNameStrategy`. */
export function subjectOf(topic: EventTopic): string {
  return `${topic}-value`
}
