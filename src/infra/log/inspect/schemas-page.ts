/** The registry: subjects with what was said last about a registration, and the versions of one. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import type { RegistrationFact } from '../registry/decision'
import type { BrokerView } from './broker-view'
import { matches, pageOf } from '../../paging'

export function subjectsPage(view: BrokerView, { cursor, match }: InspectQuery): TablePage {
  const schemas = view.schemas()
  const verdicts = view.registry.leader?.lastVerdicts
  const rows = schemas.subjectNames(true).map((subject): TableRow => {
    const versions = schemas.versions(subject, false)
    const verdict = verdicts?.get(subject)
    return {
      cells: [
        subject,
        verdict === undefined ? null : `${verdict.verdict} ${verdict.version}`,
        verdict?.reason ?? '',
        versions.length,
        versions.at(-1)?.version ?? null,
        versions.at(-1)?.id ?? null,
        schemas.level(subject),
      ],
      opens: { kind: 'table', label: subject, title: `Versions of ${subject}`, query: { view: 'versions', subject } },
    }
  })
  return {
    text:
      verdicts === undefined
        ? `as the replica at broker ${view.nodeId} has it; verdicts are known to the registry's leader`
        : `broker ${view.nodeId} is the registry's leader; verdicts since then`,
    columns: [
      { name: 'subject' },
      { name: 'last verdict', none: '' },
      { name: 'reason' },
      { name: 'versions', as: 'number' },
      { name: 'latest', as: 'number', none: 'deleted' },
      { name: 'id', as: 'number' },
      { name: 'compatibility' },
    ],
    ...pageOf(rows.filter((row) => matches(row, match)), cursor), // prettier-ignore
    empty: 'No schema is registered.',
  }
}

export function versionsPage(view: BrokerView, { subject, cursor }: InspectQuery): TablePage {
  const versions = view.schemas().versions(String(subject)).toReversed()
  const rows = versions.map(({ version, id, deleted, schema }): TableRow => ({
    cells: [version, id, deleted ? 'deleted' : '', schema],
  }))
  const verdict = view.registry.leader?.lastVerdicts.get(String(subject))
  return {
    ...(verdict === undefined ? {} : { text: verdictText(verdict) }),
    columns: [{ name: 'version', as: 'number' }, { name: 'id', as: 'number' }, { name: 'state' }, { name: 'schema' }],
    ...pageOf(rows, cursor),
    empty: 'There is no such subject.',
  }
}

/** What was said of the last registration: of one that is refused, why. */
function verdictText({ verdict, version, reason }: RegistrationFact): string {
  return `last verdict: ${verdict} ${version}${reason === '' ? '' : `, ${reason}`}`
}
