namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>The ways to a pod that the sandbox serves.</summary>
public enum Route
{
    /// <summary>The pod's own subresource, <c>pods/{name}/portforward</c>.</summary>
    Pod,

    /// <summary>The proxy of the pod's node.</summary>
    Node,
}
