using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Faults;

/// <summary>One rule of a Role: what it allows. <c>*</c> stands for all.</summary>
/// <param name="Groups">The API groups; empty text for the core group.</param>
/// <param name="Resources">The kinds, each with its subresource where one is meant.</param>
/// <param name="Names">The objects; none for all.</param>
/// <param name="Verbs">What may be done.</param>
internal sealed record RoleRule(IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Names, IReadOnlyList<string> Verbs)
{
    /// <summary>Reads an item of a Role's <c>rules</c>.</summary>
    public static RoleRule Read(JsonObject rule) =>
        new([.. rule.Texts("apiGroups")], [.. rule.Texts("resources")], [.. rule.Texts("resourceNames")], [.. rule.Texts("verbs")]);

    /// <summary>Whether the rule allows the request.</summary>
    public bool Allows(ApiRequest request) =>
        Has(Verbs, request.Verb)
        && Has(Groups, request.Resource.Group)
        && Has(Resources, request.Asked)
        && (Names.Count == 0 || Names.Contains(request.Name));

    private static bool Has(IReadOnlyList<string> allowed, string asked) => allowed.Contains("*") || allowed.Contains(asked);
}
