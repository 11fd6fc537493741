using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Services;

internal sealed class ServiceKind(ServiceAllocator allocator) : ResourceKind
{
    public override GroupResource Resource => GroupResource.Services;

    public override string Kind => "Service";

    public override IReadOnlyList<string> ShortNames => ["svc"];

    public override IReadOnlyList<string> Categories => ["all"];

    public override IReadOnlyList<TableColumn> Columns => ServiceColumns.All;

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["spec.clusterIP"] = ["spec", "clusterIP"],
        ["spec.type"] = ["spec", "type"],
    };

    public override string? NameError(string name) => NameRules.Rfc1035Label(name);

    public override void Default(JsonObject content) => ServiceDefaults.Apply(content);

    public override void PrepareForCreate(JsonObject content)
    {
        content["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        if (content.Text("spec", "clusterIP") is { Length: > 0 } wish and not ServiceDefaults.Headless && allocator.IsTaken(wish))
        {
            throw ApiException.Invalid(Group, Kind, content.Metadata("name") ?? "", [FieldError.Invalid(
                "spec.clusterIPs", new JsonArray(wish), $"failed to allocate IP {wish}: provided IP is already allocated")]);
        }

        Allocate(content);
    }

    public override void PrepareForUpdate(JsonObject content, JsonObject old)
    {
        if (content.Object("spec") is not { } spec)
        {
            return;
        }

        foreach (var field in (ReadOnlySpan<string>)["clusterIP", "clusterIPs"])
        {
            if (spec.Text("type") != ServiceDefaults.ExternalName && old.At("spec", field) is { } kept)
            {
                spec.SetDefault(field, kept.DeepClone());
            }
        }

        foreach (var port in spec.Objects("ports").Where(_ => ServiceDefaults.HasNodePorts(spec)))
        {
            var before = old.Objects("spec", "ports").FirstOrDefault(p => JsonNode.DeepEquals(p["port"], port["port"]) && p.Text("protocol") == port.Text("protocol"));
            if (before?["nodePort"] is { } nodePort)
            {
                port.SetDefault("nodePort", nodePort.DeepClone());
            }
        }

        Allocate(content);
    }

    public override IEnumerable<FieldError> Validate(JsonObject content) => ServiceValidation.Validate(content);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old)
    {
        var address = content.Text("spec", "clusterIP");
        if (old.Text("spec", "clusterIP") is { } before && address is not null && address != before)
        {
            yield return FieldError.Invalid("spec.clusterIPs[0]", address, "may not change once set");
        }
    }

    private void Allocate(JsonObject content)
    {
        if (content.Object("spec") is not { } spec || spec.Text("type") == ServiceDefaults.ExternalName)
        {
            return;
        }

        if (string.IsNullOrEmpty(spec.Text("clusterIP")))
        {
            spec["clusterIP"] = allocator.NextAddress();
        }

        spec.SetDefault("clusterIPs", new JsonArray(spec.Text("clusterIP")));
        spec.SetDefault("ipFamilies", new JsonArray("IPv4"));
        spec.SetDefault("ipFamilyPolicy", "SingleStack");
        foreach (var port in spec.Objects("ports").Where(p => ServiceDefaults.HasNodePorts(spec) && p.Integer("nodePort") is null or 0))
        {
            port["nodePort"] = allocator.NextNodePort();
        }
    }
}
