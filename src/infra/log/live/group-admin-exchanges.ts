/** Requests about groups from outside of them: see `group-api.ts`. */
import { deleteGroupsV2, describeGroupsV5, listGroupsV4 } from '@platformatic/kafka'
import { decodeAssignment } from '../groups/consumer-protocol'
import type { LogRequest } from '../protocol/api'
import type { GroupState } from '../protocol/group-api'
import { errorNameOf } from './error-names'
import type { Exchange } from './exchange'
import { reading } from './reading'

type Of<Name extends LogRequest['type']> = Exchange<Extract<LogRequest, { readonly type: Name }>>

const listGroups: Of<'ListGroups'> = (connection, _request, settle) => {
  listGroupsV4.api(
    connection,
    [],
    [],
    reading(settle, ({ errorCode, groups }) => ({
      response: {
        error: errorNameOf(errorCode),
        groups: groups.map(({ groupId, groupState }) => ({ groupId, state: groupState as GroupState })),
      },
    })),
  )
}

/** Which generation a group is in, and who leads it, Kafka tells only the members. */
const describeGroups: Of<'DescribeGroups'> = (connection, { groups }, settle) => {
  describeGroupsV5.api(
    connection,
    [...groups],
    false,
    reading(settle, (answer) => ({
      response: {
        groups: answer.groups.map((group) => ({
          error: errorNameOf(group.errorCode),
          groupId: group.groupId,
          state: group.groupState as GroupState,
          generationId: -1,
          protocolName: group.protocolData,
          leader: '',
          members: group.members.map(({ memberId, groupInstanceId, clientId, memberAssignment }) => {
            return { memberId, groupInstanceId, clientId, assignment: decodeAssignment(memberAssignment) }
          }),
        })),
      },
    })),
  )
}

const deleteGroups: Of<'DeleteGroups'> = (connection, { groups }, settle) => {
  deleteGroupsV2.api(
    connection,
    [...groups],
    reading(settle, ({ results }) => ({
      response: { groups: results.map(({ groupId, errorCode }) => ({ groupId, error: errorNameOf(errorCode) })) },
    })),
  )
}

export const GROUP_ADMIN_EXCHANGES = {
  ListGroups: listGroups,
  DescribeGroups: describeGroups,
  DeleteGroups: deleteGroups,
}
