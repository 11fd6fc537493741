using System.Globalization;
using System.Net;
using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Forwarding.Configuration.Templates;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Reads the fields of a <c>portForward</c> item. What is wrong is a problem, and then null.</summary>
/// <param name="item">The item.</param>
/// <param name="variables">The environment, for templates; null when their values do not matter.</param>
/// <param name="addresses">Which addresses can be listened on; null when that does not matter.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class ItemValueReader(
    FieldReader item, IReadOnlyDictionary<string, string>? variables, IMachineAddresses? addresses, ProblemCollector problems)
{
    /// <summary>Those of the fields that are not there, or hold nothing.</summary>
    public IEnumerable<string> Missing(params IEnumerable<string> fields) => fields.Where(f => item.Find(f) is null);

    /// <summary>Skaffold's names, in the singular; case does not matter.</summary>
    public ResourceType? Type()
    {
        if (item.Scalar("resourceType") is not { } text)
        {
            return null;
        }

        if (ResourceTypes.Names.Contains(text.Text, StringComparer.OrdinalIgnoreCase))
        {
            return ResourceTypes.Find(text.Text);
        }

        problems.Error(
            text.Place, $"{Suggestion.Quote(text.Text)} is not a resourceType that can be forwarded to: {Suggestion.For(text.Text, ResourceTypes.Names, "the types are")}");
        return null;
    }

    /// <summary>The name, with its templates expanded.</summary>
    /// <param name="type">The type, for its rule; null when it is not known.</param>
    public string? Name(ResourceType? type)
    {
        var rule = type ?? ResourceType.Pod;
        return Expanded(item.Scalar("resourceName"), "resourceName", name => ResourceName.IsName(rule, name), ResourceName.RuleOf(rule));
    }

    /// <summary>The namespace, with its templates expanded; null also when that leaves nothing.</summary>
    public string? Namespace() =>
        Expanded(item.Scalar("namespace"), "namespace", ns => ns.Length == 0 || NamespaceName.IsName(ns), $"give {NamespaceName.Rule}") is { Length: > 0 } ns ? ns : null;

    /// <summary>A number, also one in quotes, as in Skaffold; or a name.</summary>
    public IntOrString? Port()
    {
        if (item.Scalar("port") is not { } text)
        {
            return null;
        }

        if (text.Text.Length > 0 && text.Text.All(char.IsAsciiDigit))
        {
            return Number(text, "port") is { } number ? new IntOrString(number) : null;
        }

        if (PortName.IsName(text.Text))
        {
            return new IntOrString(text.Text);
        }

        problems.Error(
            text.Place, $"The port {Suggestion.Quote(text.Text)} is neither a number from 1 to {IPEndPoint.MaxPort} nor the name of a port, which has lower-case letters, digits and '-'.");
        return null;
    }

    /// <summary>A number without quotes.</summary>
    public int? LocalPort()
    {
        if (item.Scalar("localPort") is not { } text)
        {
            return null;
        }

        if (text is { IsPlain: true, Text.Length: > 0 } && text.Text.All(char.IsAsciiDigit))
        {
            return Number(text, "localPort");
        }

        problems.Error(text.Place, $"'localPort' must be a number from 1 to {IPEndPoint.MaxPort}, not the text {Suggestion.Quote(text.Text)}.");
        return null;
    }

    /// <summary>An IP address of this machine, or <c>localhost</c>, of which one address is enough.</summary>
    public ListenAddress? Address()
    {
        if (item.Scalar("address") is not { Text.Length: > 0 } text)
        {
            return null;
        }

        try
        {
            var address = ListenAddress.Parse(text.Text);
            if (addresses is null || address.Addresses.Any(addresses.Has))
            {
                return address;
            }

            problems.Error(text.Place, $"This machine has no address {address} to listen on: give one that it has, or localhost.");
            return null;
        }
        catch (ForwardArgumentException e)
        {
            problems.Error(text.Place, e.Message);
            return null;
        }
    }

    private int? Number(ScalarNode text, string field)
    {
        if (int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= IPEndPoint.MaxPort
            && !text.Text.StartsWith('0'))
        {
            return number;
        }

        problems.Error(text.Place, $"The {field} {Suggestion.Quote(text.Text)} is not a number from 1 to {IPEndPoint.MaxPort}.");
        return null;
    }

    private string? Expanded(ScalarNode? text, string field, Func<string, bool> isName, string rule)
    {
        if (text is null)
        {
            return null;
        }

        var (name, problem) = NameTemplate.Expand(text.Text, variables);
        if (problem is null && name is not null && !isName(name))
        {
            problem = $"{Suggestion.Quote(name)} is not a name; {rule}";
        }

        if (problem is null)
        {
            return name;
        }

        problems.Error(text.Place, $"The {field} cannot be used: {problem}.");
        return null;
    }
}
