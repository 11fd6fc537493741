namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>Which profiles of a document are active, as Skaffold decides it.</summary>
internal static class ProfileChoice
{
    /// <summary>
    /// In the order in which they apply: those that activate themselves, as they stand in the document, then those that are named.
    /// <c>-NAME</c> takes one away that is active at that point. Names that the document does not have are passed over.
    /// </summary>
    public static IReadOnlyList<Profile> Activated(IReadOnlyList<Profile> profiles, IEnumerable<string> named, ActivationContext context)
    {
        var active = profiles.Where(p => p.IsActiveIn(context)).ToList();
        foreach (var name in named)
        {
            if (name.StartsWith('-'))
            {
                active.RemoveAll(p => p.Name == name[1..]);
            }
            else if (profiles.FirstOrDefault(p => p.Name == name) is { } profile && !active.Contains(profile))
            {
                active.Add(profile);
            }
        }

        return active;
    }
}
