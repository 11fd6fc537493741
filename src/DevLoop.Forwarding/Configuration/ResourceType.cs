namespace DevLoop.Forwarding.Configuration;

/// <summary>The kinds of resource that a forward can name.</summary>
public enum ResourceType
{
    /// <summary>One pod, by its name.</summary>
    Pod,

    /// <summary>A Service: one of the pods that it selects.</summary>
    Service,

    /// <summary>A Deployment: a pod of its newest ReplicaSet that has one.</summary>
    Deployment,

    /// <summary>A ReplicaSet: one of its pods.</summary>
    ReplicaSet,

    /// <summary>A StatefulSet: its pod with the lowest ordinal.</summary>
    StatefulSet,

    /// <summary>A ReplicationController: one of its pods.</summary>
    ReplicationController,

    /// <summary>A DaemonSet: one of its pods.</summary>
    DaemonSet,

    /// <summary>A Job: one of its pods.</summary>
    Job,

    /// <summary>A CronJob: a pod of its newest Job.</summary>
    CronJob,

    /// <summary>A container of the local Docker engine, outside any cluster.</summary>
    Container,
}
