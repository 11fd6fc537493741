using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Registry;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The query of a request, read by type; what cannot be read is a 400 that names the parameter.</summary>
internal sealed class RequestQuery(IQueryCollection query)
{
    public string? Text(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>As Go reads them: <c>true</c>, <c>1</c>, and the bare name.</summary>
    public bool Flag(string name)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return false;
        }

        return values.ToString().ToUpperInvariant() switch
        {
            "" or "1" or "T" or "TRUE" => true,
            "0" or "F" or "FALSE" => false,
            var other => throw ApiException.BadRequest($"the query parameter {name} must be true or false, not \"{other}\""),
        };
    }

    /// <summary>A number that is not negative.</summary>
    public long? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, out var number) && number >= 0
            ? number
            : throw ApiException.BadRequest($"the query parameter {name} must be a number of 0 or more, not \"{text}\"");
    }

    public bool DryRun() => Text("dryRun") switch
    {
        null => false,
        "All" => true,
        var other => throw ApiException.BadRequest($"dryRun: Unsupported value: \"{other}\": supported values: \"All\""),
    };

    public FieldValidation FieldValidation() => Text("fieldValidation") switch
    {
        null or "Warn" => Registry.FieldValidation.Warn,
        "Ignore" => Registry.FieldValidation.Ignore,
        "Strict" => Registry.FieldValidation.Strict,
        var other => throw ApiException.BadRequest($"fieldValidation: Unsupported value: \"{other}\": supported values: \"Ignore\", \"Warn\", \"Strict\""),
    };
}
