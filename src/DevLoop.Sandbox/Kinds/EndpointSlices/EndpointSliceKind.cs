using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.EndpointSlices;

internal sealed class EndpointSliceKind : ResourceKind
{
    // As many as kubectl prints before it writes "more".
    private const int Shown = 3;

    public override GroupResource Resource => GroupResource.EndpointSlices;

    public override string Kind => "EndpointSlice";

    public override bool HasStatus => false;

    public override bool HasGeneration => true;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("AddressType", (s, _) => s.Text("addressType"), "What the addresses are"),
        new("Ports", (s, _) => Some(s.Objects("ports").Select(p => p["port"]?.ToString() ?? "*")), "The ports of the addresses"),
        new("Endpoints", (s, _) => Some(s.Objects("endpoints").SelectMany(e => e.Texts("addresses"))), "The addresses"),
        TableColumn.AgeColumn,
    ];

    public override void Default(JsonObject content)
    {
        foreach (var port in content.Objects("ports"))
        {
            port.SetDefault("name", "");
            port.SetDefault("protocol", "TCP");
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject content)
    {
        var type = content.Text("addressType") ?? "";
        if (type.Length == 0)
        {
            yield return FieldError.Required("addressType");
        }
        else if (type is not ("IPv4" or "IPv6" or "FQDN"))
        {
            yield return FieldError.NotSupported("addressType", type, "FQDN", "IPv4", "IPv6");
        }

        var index = 0;
        foreach (var endpoint in content.Objects("endpoints"))
        {
            if (!endpoint.Texts("addresses").Any())
            {
                yield return FieldError.Required($"endpoints[{index}].addresses", "must contain at least 1 address");
            }

            index++;
        }
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old)
    {
        if (content.Text("addressType") is { } type && type != old.Text("addressType"))
        {
            yield return FieldError.Invalid("addressType", type, "field is immutable");
        }
    }

    private static string Some(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.Count switch
        {
            0 => "<unset>",
            <= Shown => string.Join(',', all),
            _ => $"{string.Join(',', all.Take(Shown))} + {all.Count - Shown} more...",
        };
    }
}
