using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Configuration;

/// <summary>Gathers what is wrong, each thing once, so that all of it can be said together.</summary>
internal sealed class ProblemCollector
{
    /// <summary>More than anybody reads; a file may be wrong in every word.</summary>
    private const int MaxProblems = 1000;

    private readonly HashSet<ConfigurationProblem> _problems = [];

    /// <summary>All of them, by file, line and column.</summary>
    public IReadOnlyList<ConfigurationProblem> Sorted =>
    [
        .. _problems
            .OrderBy(p => p.Place.File, StringComparer.Ordinal)
            .ThenBy(p => p.Place.Line)
            .ThenBy(p => p.Place.Column)
            .ThenBy(p => p.Severity)
            .ThenBy(p => p.Sentence, StringComparer.Ordinal),
    ];

    public void Error(SourcePlace place, string sentence) => Add(ProblemSeverity.Error, place, sentence);

    public void Warning(SourcePlace place, string sentence) => Add(ProblemSeverity.Warning, place, sentence);

    private void Add(ProblemSeverity severity, SourcePlace place, string sentence)
    {
        // Warnings give way, so that a result never lacks its only error.
        if (_problems.Count < MaxProblems || (severity == ProblemSeverity.Error && _problems.RemoveWhere(p => p.Severity == ProblemSeverity.Warning) > 0))
        {
            _problems.Add(new ConfigurationProblem(severity, place, PlainText.Of(sentence, PlainText.SentenceLength)));
        }
    }
}
