using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Which object another one belongs to, by its ownerReferences: a selector alone also finds what only happens to have the labels.
/// </summary>
internal static class Ownership
{
    /// <summary>The one that controls the object; null when none does.</summary>
    public static OwnerReference? ControllerOf(IResource resource) => resource.Metadata.OwnerReferences.FirstOrDefault(o => o.Controller);

    /// <summary>Whether this very object, and not one that had its name before, controls the other one.</summary>
    public static bool Controls(IResource owner, IResource resource) =>
        owner.Metadata.Uid.Length > 0
        && ControllerOf(resource)?.Uid == owner.Metadata.Uid
        && resource.Metadata.Namespace == owner.Metadata.Namespace;
}
