namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>
/// The messages that kubectl sends as protobuf: <c>create namespace</c>, <c>create service …</c>, and the options of deletions.
/// Field numbers are those of <c>generated.proto</c> in k8s.io/api and k8s.io/apimachinery.
/// </summary>
internal static class ProtobufMessages
{
    public const string Text = "string";
    public const string Integer = "integer";

    /// <summary>A number that is written only when it is set, so that zero is a value of its own.</summary>
    public const string OptionalInteger = "optionalInteger";

    public const string Flag = "boolean";
    public const string Map = "map";
    public const string IntOrString = "intOrString";

    /// <summary>The fields of a message by their numbers; null when the message is not known here.</summary>
    public static IReadOnlyDictionary<int, ProtobufField>? Find(string message) => Messages.GetValueOrDefault(message);

    private static readonly Dictionary<string, Dictionary<int, ProtobufField>> Messages = new(StringComparer.Ordinal)
    {
        ["Namespace"] = new() { [1] = new("metadata", "ObjectMeta"), [2] = new("spec", "NamespaceSpec") },
        ["NamespaceSpec"] = new() { [1] = new("finalizers", Text, Repeated: true) },
        ["Service"] = new() { [1] = new("metadata", "ObjectMeta"), [2] = new("spec", "ServiceSpec") },
        ["ServiceSpec"] = new()
        {
            [1] = new("ports", "ServicePort", Repeated: true),
            [2] = new("selector", Map),
            [3] = new("clusterIP", Text),
            [4] = new("type", Text),
            [5] = new("externalIPs", Text, Repeated: true),
            [7] = new("sessionAffinity", Text),
            [8] = new("loadBalancerIP", Text),
            [9] = new("loadBalancerSourceRanges", Text, Repeated: true),
            [10] = new("externalName", Text),
            [11] = new("externalTrafficPolicy", Text),
            [12] = new("healthCheckNodePort", Integer),
            [13] = new("publishNotReadyAddresses", Flag),
            [17] = new("ipFamilyPolicy", Text),
            [18] = new("clusterIPs", Text, Repeated: true),
            [19] = new("ipFamilies", Text, Repeated: true),
            [20] = new("allocateLoadBalancerNodePorts", Flag),
            [21] = new("loadBalancerClass", Text),
            [22] = new("internalTrafficPolicy", Text),
        },
        ["ServicePort"] = new()
        {
            [1] = new("name", Text),
            [2] = new("protocol", Text),
            [3] = new("port", Integer),
            [4] = new("targetPort", IntOrString),
            [5] = new("nodePort", Integer),
            [6] = new("appProtocol", Text),
        },
        ["ObjectMeta"] = new()
        {
            [1] = new("name", Text),
            [2] = new("generateName", Text),
            [3] = new("namespace", Text),
            [5] = new("uid", Text),
            [6] = new("resourceVersion", Text),
            [11] = new("labels", Map),
            [12] = new("annotations", Map),
            [14] = new("finalizers", Text, Repeated: true),
        },
        ["DeleteOptions"] = new()
        {
            [1] = new("gracePeriodSeconds", OptionalInteger),
            [2] = new("preconditions", "Preconditions"),
            [4] = new("propagationPolicy", Text),
            [5] = new("dryRun", Text, Repeated: true),
        },
        ["Preconditions"] = new() { [1] = new("uid", Text), [2] = new("resourceVersion", Text) },
    };
}
