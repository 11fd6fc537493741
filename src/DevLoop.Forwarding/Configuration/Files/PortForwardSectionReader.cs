using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Reads <c>portForward</c> sections.</summary>
/// <param name="variables">The environment, for templates.</param>
/// <param name="addresses">Which addresses can be listened on.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class PortForwardSectionReader(IReadOnlyDictionary<string, string> variables, IMachineAddresses addresses, ProblemCollector problems)
{
    private const string Section = "portForward";
    private const string What = "a portForward item";

    private static readonly string[] Fields = ["resourceType", "resourceName", "namespace", "port", "address", "localPort"];

    /// <summary>The items that are right.</summary>
    /// <param name="holder">What holds the section: a document or a profile.</param>
    /// <param name="use">What it is read for.</param>
    public IReadOnlyList<PortForwardResource> Read(FieldReader holder, SectionUse use) =>
        [.. holder.Mappings(Section).Select(item => ReadItem(item, use)).OfType<PortForwardResource>()];

    private PortForwardResource? ReadItem(FieldReader item, SectionUse use)
    {
        item.RefuseOthers(What, Fields);
        var isEffective = use == SectionUse.Effective;
        var values = new ItemValueReader(item, isEffective ? variables : null, isEffective ? addresses : null, problems);
        var type = values.Type();
        var name = values.Name(type);
        var ns = values.Namespace();
        var port = values.Port();
        var address = values.Address();
        var localPort = values.LocalPort();
        if (!isEffective)
        {
            return null;
        }

        foreach (var missing in values.Missing("resourceType", "resourceName", "port"))
        {
            problems.Error(item.Place, $"This item of '{Section}' has no '{missing}'.");
        }

        return type is { } t && name is not null && port is not null ? new PortForwardResource(t, name, ns, port, address, localPort, item.Place) : null;
    }
}
