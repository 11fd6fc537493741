using System.Buffers;
using System.Globalization;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Commands;

/// <summary>Reads durations as kubectl's options have them: Go's form, such as <c>1m30s</c>, <c>1.5h</c> or <c>300ms</c>; of zero alone the unit may be missing.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)];
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <exception cref="ForwardArgumentException">It is no duration, or zero where that is not allowed.</exception>
    public static TimeSpan Parse(string text, string option, bool allowZero = false)
    {
        if (allowZero && text == "0")
        {
            return TimeSpan.Zero;
        }

        var seconds = 0.0;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || UnitAt(rest[digits..]) is not { } unit)
            {
                throw Wrong(text, option, allowZero);
            }

            seconds += number * unit.Seconds;
            rest = rest[(digits + unit.Unit.Length)..];
        }

        var isLongEnough = seconds > 0 || (allowZero && text.Length > 0);
        return isLongEnough && seconds <= 86_400 * 365 ? TimeSpan.FromSeconds(seconds) : throw Wrong(text, option, allowZero);
    }

    private static (string Unit, double Seconds)? UnitAt(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }

    private static ForwardArgumentException Wrong(string text, string option, bool allowZero) =>
        new($"{option} '{text}' is not a time{(allowZero ? "" : " above zero")}: give one such as 30s, 2m or 1h30m.");
}
