using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Which objects of the cluster are of this run.</summary>
public sealed class RunSelector
{
    /// <summary>The labels that whoever deploys a run puts on its objects.</summary>
    private static readonly string[] RunIdLabels = ["devloop.dev/run-id", "skaffold.dev/run-id"];

    private readonly IReadOnlyList<LabelSelector> _either;

    private RunSelector(IReadOnlyList<LabelSelector> either) => _either = either;

    /// <summary>The objects that devloop or Skaffold has deployed, in whichever run.</summary>
    public static RunSelector RunId { get; } = new([.. RunIdLabels.Select(LabelSelector.Parse)]);

    /// <summary>What to ask the server for: one of several labels is more than a selector can say.</summary>
    internal ResourceDemand Demand => _either is [{ IsEmpty: false } only] ? ResourceDemand.Labelled(only.ToString()) : ResourceDemand.All;

    /// <summary>The objects that these labels pick.</summary>
    public static RunSelector By(LabelSelector selector) => new([selector]);

    /// <summary>Reads the text of <c>-l</c>.</summary>
    /// <exception cref="ForwardArgumentException">It is not a label selector.</exception>
    public static RunSelector Parse(string text)
    {
        try
        {
            return By(LabelSelector.Parse(text));
        }
        catch (FormatException e)
        {
            throw new ForwardArgumentException($"{e.Message} Give -l terms such as app=web, tier in (a,b) or !old, divided by commas.", e);
        }
    }

    /// <summary>The labels, for a sentence.</summary>
    public override string ToString() => string.Join(" or ", _either.Select(s => s.IsEmpty ? "any" : s.ToString()));

    /// <summary>Whether the object is of this run.</summary>
    public bool Selects(IResource resource) => _either.Any(s => s.Matches(resource.Metadata.Labels));
}
