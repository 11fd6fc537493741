using System.Globalization;

namespace DevLoop.Sandbox.Schemas;

/// <summary>Where the protobuf encoding has a field.</summary>
/// <param name="Path">Its number, behind those of the messages around it that JSON does not show.</param>
/// <param name="IsOptional">Whether zero and the empty message are values of their own; otherwise they stand for a field that is not set.</param>
internal sealed record FieldEncoding(IReadOnlyList<int> Path, bool IsOptional)
{
    public const char Mark = '=';

    private const char OptionalMark = '*';

    /// <summary>Reads <c>=7</c>, <c>=1.7</c>, <c>=7*</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static FieldEncoding Parse(string text)
    {
        var numbers = text.Trim(Mark, OptionalMark).Split('.');
        return new FieldEncoding([.. numbers.Select(n => int.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture))], text.EndsWith(OptionalMark));
    }
}
