using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>Numbers of pods that are given as a number or as a percentage: <c>maxSurge</c>, <c>maxUnavailable</c>.</summary>
internal static class AmountRules
{
    /// <summary>How many of <paramref name="total"/> pods an amount stands for; 0 for what is no amount.</summary>
    public static int Resolve(JsonNode? amount, int total, bool roundUp)
    {
        if (Percentage(amount) is not { } percent)
        {
            return (int)Math.Clamp(amount.Integer() ?? 0, 0, int.MaxValue);
        }

        var exact = (double)total * percent / 100;
        return (int)(roundUp ? Math.Ceiling(exact) : Math.Floor(exact));
    }

    public static IEnumerable<FieldError> Validate(JsonNode? amount, string field)
    {
        if (amount.Text() is { } text && Percentage(amount) is null)
        {
            yield return FieldError.Invalid(field, text, "a valid percent string must be a numeric string followed by an ending '%'");
        }
        else if (amount.Integer() < 0)
        {
            yield return FieldError.Invalid(field, amount, "must be greater than or equal to 0");
        }
    }

    private static int? Percentage(JsonNode? amount) =>
        amount.Text() is [.. var digits, '%'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;
}
