using System.Buffers;
using System.Globalization;

namespace DevLoop.Sandbox.Programs;

/// <summary>Durations as Go writes them (<c>1m30s</c>, <c>1.5s</c>, <c>250ms</c>), or a plain number of seconds.</summary>
internal static class GoDuration
{
    /// <summary>The longest duration accepted: what every timer of the platform can still hold.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromHours(1000);

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration of 0 to <see cref="Max"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        if (TryNumber(rest, out var seconds))
        {
            return TryFromSeconds(seconds, out duration);
        }

        var total = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !TryNumber(rest[..digits], out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberCharacters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (SecondsIn(unit) is not { } length)
            {
                return false;
            }

            total += number * length;
            rest = rest[unit.Length..];
        }

        return TryFromSeconds(total, out duration);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static bool TryFromSeconds(double seconds, out TimeSpan duration)
    {
        var valid = seconds <= Max.TotalSeconds;
        duration = valid ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return valid;
    }

    private static double? SecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" or "μs" => 1e-6,
        "ns" => 1e-9,
        _ => null,
    };
}
