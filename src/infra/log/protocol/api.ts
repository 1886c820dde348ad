/** Every request that a client may make of a broker, with its answer. */
import type * as cluster from './cluster-api'
import type * as group from './group-api'
import type * as records from './records-api'

interface Exchange<Request, Response> {
  readonly request: Request
  readonly response: Response
}

/** By Kafka's own names, which are also the types of the messages. */
export interface LogApi {
  readonly Produce: Exchange<records.ProduceRequest, records.ProduceResponse>
  readonly Fetch: Exchange<records.FetchRequest, records.FetchResponse>
  readonly ListOffsets: Exchange<records.ListOffsetsRequest, records.ListOffsetsResponse>
  readonly OffsetForLeaderEpoch: Exchange<records.OffsetForLeaderEpochRequest, records.OffsetForLeaderEpochResponse>
  readonly DeleteRecords: Exchange<records.DeleteRecordsRequest, records.DeleteRecordsResponse>
  readonly InitProducerId: Exchange<records.InitProducerIdRequest, records.InitProducerIdResponse>
  readonly FindCoordinator: Exchange<group.FindCoordinatorRequest, group.FindCoordinatorResponse>
  readonly JoinGroup: Exchange<group.JoinGroupRequest, group.JoinGroupResponse>
  readonly SyncGroup: Exchange<group.SyncGroupRequest, group.SyncGroupResponse>
  readonly Heartbeat: Exchange<group.HeartbeatRequest, group.HeartbeatResponse>
  readonly LeaveGroup: Exchange<group.LeaveGroupRequest, group.LeaveGroupResponse>
  readonly OffsetCommit: Exchange<group.OffsetCommitRequest, group.OffsetCommitResponse>
  readonly OffsetFetch: Exchange<group.OffsetFetchRequest, group.OffsetFetchResponse>
  readonly OffsetDelete: Exchange<group.OffsetDeleteRequest, group.OffsetDeleteResponse>
  readonly ListGroups: Exchange<group.ListGroupsRequest, group.ListGroupsResponse>
  readonly DescribeGroups: Exchange<group.DescribeGroupsRequest, group.DescribeGroupsResponse>
  readonly DeleteGroups: Exchange<group.DeleteGroupsRequest, group.DeleteGroupsResponse>
  readonly Metadata: Exchange<cluster.MetadataRequest, cluster.MetadataResponse>
  readonly CreateTopics: Exchange<cluster.CreateTopicsRequest, cluster.CreateTopicsResponse>
  readonly DeleteTopics: Exchange<cluster.DeleteTopicsRequest, cluster.DeleteTopicsResponse>
  readonly CreatePartitions: Exchange<cluster.CreatePartitionsRequest, cluster.CreatePartitionsResponse>
  readonly DescribeConfigs: Exchange<cluster.DescribeConfigsRequest, cluster.DescribeConfigsResponse>
  readonly IncrementalAlterConfigs: Exchange<
    cluster.IncrementalAlterConfigsRequest,
    cluster.IncrementalAlterConfigsResponse
  >
  readonly ElectLeaders: Exchange<cluster.ElectLeadersRequest, cluster.ElectLeadersResponse>
}

export type LogApiName = keyof LogApi
export type LogRequest = LogApi[LogApiName]['request']
/** The answer to a request, by the request's type. */
export type ResponseTo<Request extends LogRequest> = LogApi[Request['type']]['response']
