using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Selectors;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Api;

/// <summary>What of a collection a request is about: its label selector, its field selector, a single name.</summary>
internal sealed class ObjectFilter
{
    private readonly ResourceKind _kind;
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;
    private readonly string? _name;

    private ObjectFilter(ResourceKind kind, LabelSelector labels, FieldSelector fields, string? name)
    {
        _kind = kind;
        _labels = labels;
        _fields = fields;
        _name = name;
    }

    public bool MatchesAll => _labels.IsEmpty && _fields.Requirements.Count == 0 && _name is null;

    /// <exception cref="ApiException">400: a selector cannot be read, or names a field that the kind does not have.</exception>
    public static ObjectFilter Parse(ResourceRequest request, RequestQuery query)
    {
        var (labels, fields) = (query.Text("labelSelector"), query.Text("fieldSelector"));
        try
        {
            var filter = new ObjectFilter(request.Kind, LabelSelector.Parse(labels), FieldSelector.Parse(fields), request.Name);
            var empty = new JsonObject();
            var unknown = filter._fields.Requirements.FirstOrDefault(r => request.Kind.FieldValue(empty, r.Field) is null);
            return unknown is null
                ? filter
                : throw ApiException.BadRequest(
                    $"Unable to find \"{request.Kind.ApiVersion}, Resource={request.Kind.Resource.Resource}\" that match label selector \"{labels}\", field selector \"{fields}\": field label not supported: {unknown.Field}");
        }
        catch (Exception e) when (e is SelectorException or FormatException)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    public bool Matches(StoredObject stored)
    {
        if (_name is not null && stored.Name != _name)
        {
            return false;
        }

        if (!_fields.Requirements.All(r => r.Matches(_kind.FieldValue(stored.Content, r.Field) ?? "")))
        {
            return false;
        }

        return _labels.IsEmpty || _labels.Matches(stored.Content.TextMap("metadata", "labels").ToDictionary(StringComparer.Ordinal));
    }
}
