using DevLoop.Sandbox.Controllers.Revisions;

namespace DevLoop.Sandbox.Controllers.StatefulSets;

/// <summary>The two templates that a StatefulSet has pods of while it is updated.</summary>
/// <param name="Current">The one that it comes from; the same as <paramref name="Update"/> between updates.</param>
/// <param name="Update">The one that it goes to.</param>
internal sealed record StatefulRevisions(TemplateRevision Current, TemplateRevision Update);
