namespace DevLoop.Kubernetes.Api;

/// <summary>How a patch is to be read.</summary>
public enum PatchType
{
    /// <summary>A list of operations (RFC 6902).</summary>
    Json,

    /// <summary>A piece of the object, lists replaced whole (RFC 7386).</summary>
    Merge,

    /// <summary>A piece of the object, lists merged by their keys.</summary>
    Strategic,

    /// <summary>All that this field manager wants of the object (server-side apply).</summary>
    Apply,
}
