using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>A profile of a document, as far as port forwarding goes.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Name">Its name.</param>
/// <param name="Activations">What activates it without its being named.</param>
/// <param name="NeedsAllActivations">Whether all of them must be met, not any.</param>
/// <param name="PortForward">What replaces the document's <c>portForward</c>; null when nothing does.</param>
/// <param name="Patches">What is then changed in it, in order.</param>
internal sealed record Profile(
    SourcePlace Place,
    string Name,
    IReadOnlyList<ProfileActivation> Activations,
    bool NeedsAllActivations,
    DocumentNode? PortForward,
    IReadOnlyList<PatchOperation> Patches)
{
    /// <summary>Whether it is active without being named.</summary>
    public bool IsActiveIn(ActivationContext context) => NeedsAllActivations
        ? Activations.Count > 0 && Activations.All(a => a.IsMet(context))
        : Activations.Any(a => a.IsMet(context));
}
