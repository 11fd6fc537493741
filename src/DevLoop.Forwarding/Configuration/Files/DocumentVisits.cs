using DevLoop.Forwarding.Configuration.Profiles;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>
/// Which documents were followed, and from where: each counts once, whoever requires it, but a circle and two opinions about its
/// profiles are problems, and so is a name that two documents have.
/// </summary>
internal sealed class DocumentVisits(ProblemCollector problems)
{
    /// <summary>More than anybody's projects are nested.</summary>
    private const int MaxWay = 100;

    private readonly Dictionary<(string File, int Index), string> _profiles = [];
    private readonly Dictionary<string, ConfigurationDocument> _names = new(StringComparer.Ordinal);
    private readonly Stack<ConfigurationDocument> _way = new();

    /// <summary>Whether the document is still to be read; then <see cref="Leave"/> must follow.</summary>
    /// <param name="document">The document.</param>
    /// <param name="active">Its profiles that are active here.</param>
    /// <param name="requiredAt">Where it is required; null for the main file's.</param>
    public bool Enter(ConfigurationDocument document, IReadOnlyList<Profile> active, SourcePlace? requiredAt)
    {
        var place = requiredAt ?? document.Root.Place;
        if (_way.Any(d => IsSame(d, document)))
        {
            problems.Error(place, $"This requires what requires it, in a circle: {string.Join(" → ", _way.Reverse().SkipWhile(d => !IsSame(d, document)).Append(document).Select(Title))}.");
            return false;
        }

        var key = (document.File, document.Index);
        var profiles = string.Join(", ", active.Select(p => p.Name).Order(StringComparer.Ordinal));
        if (_profiles.TryGetValue(key, out var before))
        {
            if (before != profiles)
            {
                problems.Error(place, $"{Title(document)} is required with the profiles ({profiles}) here, and with ({before}) elsewhere: it can be read in one way only.");
            }

            return false;
        }

        if (_way.Count == MaxWay)
        {
            problems.Error(place, $"This is required by something that is required, and so on, more than {MaxWay} times: require it nearer to the first file.");
            return false;
        }

        CheckName(document);
        _profiles.Add(key, profiles);
        _way.Push(document);
        return true;
    }

    /// <summary>Ends the document that was entered last.</summary>
    public void Leave() => _way.Pop();

    private void CheckName(ConfigurationDocument document)
    {
        if (document.Name is { } name && !_names.TryAdd(name.Text, document))
        {
            problems.Error(name.Place, $"The name {Suggestion.Quote(name.Text)} is that of the configuration at {_names[name.Text].Root.Place} too: give each its own.");
        }
    }

    private static bool IsSame(ConfigurationDocument one, ConfigurationDocument other) => one.File == other.File && one.Index == other.Index;

    private static string Title(ConfigurationDocument document) => document.Name is { } name
        ? Suggestion.Quote(name.Text)
        : $"the configuration at {document.Root.Place}";
}
