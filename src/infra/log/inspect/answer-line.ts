/** The console: lines that only read, answered by one broker for what it holds, in the manner of Kafka's own tools. */
import type { PromptAnswer } from '~/kernel/store-kind'
import { partitionName } from '../protocol/topic-partition'
import type { BrokerView, PartitionView } from './broker-view'
import { CONSOLE_LINES } from './console-lines'
import { ConsoleError, numberOption, parseConsoleLine, type ConsoleLine } from './console-line'
import { typedRecord } from './produce-line'
import { showBytes } from './show-bytes'
import { alignColumns } from '../../align-columns'
import { lagOf } from './lag'

const RECORDS_DEFAULT = 10
const RECORDS_MAX = 200

const HELP = CONSOLE_LINES.join('\n')

type Command = (view: BrokerView, line: ConsoleLine) => string

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => HELP,
  topics: (view) => view.topics().map(({ name }) => name).join('\n') || 'no topics', // prettier-ignore
  describe: describeTopic,
  consume,
  groups: (view) => view.groups().map(({ groupId }) => groupId).join('\n') || 'no groups', // prettier-ignore
  group: describeGroup,
  schemas: listSchemas,
  'log-dirs': logDirectories,
  brokers: listBrokers,
}

/** What is wrong with a line is the answer to it. */
export function answerLine(view: BrokerView, text: string): PromptAnswer {
  try {
    const line = parseConsoleLine(text)
    if (line.command === 'produce') return answerProduce(view, line)
    if (!Object.hasOwn(COMMANDS, line.command)) {
      throw new ConsoleError(`unknown command ${line.command}; there are:\n${HELP}`)
    }
    return { text: COMMANDS[line.command]!(view, line), isWrite: false }
  } catch (error) {
    if (error instanceof ConsoleError) return { text: error.message, isWrite: false }
    throw error
  }
}

function answerProduce(view: BrokerView, line: ConsoleLine): PromptAnswer {
  const { leaderId, ...place } = typedRecord(view, line)
  const name = partitionName(place)
  if (leaderId === view.nodeId) return { text: `${name} is to get it`, isWrite: true }
  const whose = leaderId < 0 ? 'LEADER_NOT_AVAILABLE: nobody leads' : `NOT_LEADER_OR_FOLLOWER: broker ${leaderId} leads`
  return { text: `${whose} ${name}`, isWrite: false }
}

function describeTopic(view: BrokerView, { words: [name = ''] }: ConsoleLine): string {
  const topic = view.metadata.image.topics.get(name)
  if (topic === undefined) throw new ConsoleError(`UNKNOWN_TOPIC_OR_PARTITION: ${name}`)
  const partitions = view.partitionsOf(topic)
  const configs = Object.entries(topic.configs).map(([config, value]) => `${config}=${value}`)
  const rows = partitions.map((each) => [
    String(each.partition),
    leaderText(each.leaderId),
    String(each.leaderEpoch),
    each.replicas.join(','),
    each.isr.join(','),
    offsetText(each.logStartOffset),
    offsetText(each.highWatermark),
    offsetText(each.logEndOffset),
  ])
  const head = ['Partition', 'Leader', 'Epoch', 'Replicas', 'Isr', 'LogStart', 'HighWatermark', 'LogEnd']
  return `Topic: ${name}  PartitionCount: ${partitions.length}  Configs: ${configs.join(',')}\n${alignColumns([head, ...rows])}`
}

function consume(view: BrokerView, line: ConsoleLine): string {
  const [name = ''] = line.words
  const topic = view.metadata.image.topics.get(name)
  if (topic === undefined) throw new ConsoleError(`UNKNOWN_TOPIC_OR_PARTITION: ${name}`)
  const all = view.partitionsOf(topic)
  const wanted = numberOption(line, 'partition', -1)
  const partitions = wanted < 0 ? all : all.filter(({ partition }) => partition === wanted)
  if (partitions.length === 0) throw new ConsoleError(`UNKNOWN_TOPIC_OR_PARTITION: ${name}-${wanted}`)
  const max = Math.min(numberOption(line, 'max', RECORDS_DEFAULT), RECORDS_MAX)
  const schemas = view.schemas()
  const rows: string[][] = []
  for (const partition of partitions) {
    const from = numberOption(line, 'offset', Math.max(0, partition.logStartOffset))
    const start = Math.max(from, partition.logStartOffset)
    for (const record of view.records(partition, start, partition.highWatermark, max - rows.length)) {
      const key = showBytes(record.key, schemas) ?? 'null'
      rows.push([`${partitionName(partition)}@${record.offset}`, key, showBytes(record.value, schemas) ?? 'null'])
    }
  }
  return `${alignColumns(rows)}${rows.length === 0 ? '' : '\n'}Processed a total of ${rows.length} messages`
}

function describeGroup(view: BrokerView, { words: [groupId = ''] }: ConsoleLine): string {
  const group = view.groups().find((each) => each.groupId === groupId)
  if (group === undefined) throw new ConsoleError(`GROUP_ID_NOT_FOUND: ${groupId}`)
  const owners = new Map(
    group.members.flatMap(({ clientId, partitions }) => partitions.map((each) => [partitionName(each), clientId])),
  )
  const rows = group.offsets.map((committed) => {
    const { lag, end } = lagOf(committed, view.find(committed))
    const name = partitionName(committed)
    return [name, String(committed.offset), end ?? '-', lag ?? '-', owners.get(name) ?? '-']
  })
  const uncommitted = [...owners].filter(([name]) => !group.offsets.some((each) => partitionName(each) === name))
  rows.push(...uncommitted.map(([name, clientId]) => [name, '-', '-', '-', clientId]))
  const state = group.state ?? 'not coordinated here'
  const head = ['PARTITION', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG', 'CONSUMER']
  return `GROUP ${groupId}  STATE ${state}  GENERATION ${group.generationId}\n${alignColumns([head, ...rows])}`
}

function listSchemas(view: BrokerView, { words: [subject] }: ConsoleLine): string {
  const schemas = view.schemas()
  if (subject === undefined) return schemas.subjectNames(false).join('\n') || 'no subjects'
  const versions = schemas.versions(subject)
  if (versions.length === 0) throw new ConsoleError(`Subject '${subject}' not found.`)
  const lines = versions.map(
    ({ version, id, deleted, schema }) => `version ${version}, id ${id}${deleted ? ', deleted' : ''}: ${schema}`,
  )
  return [`${subject}: ${schemas.level(subject)}`, ...lines].join('\n')
}

function logDirectories(view: BrokerView): string {
  const held = view.topics().flatMap((topic) => view.partitionsOf(topic).filter(isHeld))
  const rows = held.map((each) => [
    partitionName(each),
    each.leaderId === view.nodeId ? 'leader' : 'follower',
    String(each.logStartOffset),
    String(each.highWatermark),
    String(each.logEndOffset),
  ])
  return alignColumns([['REPLICA', 'ROLE', 'LOG-START', 'HIGH-WATERMARK', 'LOG-END'], ...rows])
}

function listBrokers({ metadata }: BrokerView): string {
  const rows = [...metadata.image.brokers.values()].map(({ nodeId, brokerEpoch, isFenced }) => [
    String(nodeId),
    isFenced ? 'fenced' : 'active',
    String(brokerEpoch),
    nodeId === metadata.controllerId ? 'controller' : '',
  ])
  return alignColumns([['BROKER', 'STATE', 'EPOCH', ''], ...rows])
}

function isHeld({ logEndOffset }: PartitionView): boolean {
  return logEndOffset >= 0
}

function leaderText(leaderId: number): string {
  return leaderId < 0 ? 'none' : String(leaderId)
}

function offsetText(offset: number): string {
  return offset < 0 ? '-' : String(offset)
}
