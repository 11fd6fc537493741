using System.Globalization;
using System.Text;

namespace DevLoop.Kubernetes;

/// <summary>Text from a server or a plugin, made safe to show in a terminal.</summary>
public static class PlainText
{
    /// <summary>How much of a stranger's text a message repeats, in characters.</summary>
    public const int DefaultLength = 500;

    /// <summary>The longest sentence that has strangers' text in several places, in characters.</summary>
    public const int SentenceLength = 1000;

    /// <summary>
    /// One line without control and formatting characters (escape sequences, bidirectional overrides), no longer than
    /// <paramref name="maxLength"/>. White space of every kind becomes one space.
    /// </summary>
    public static string Of(string? text, int maxLength = DefaultLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var plain = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || IsInvisible(rune))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else if (plain.Length + rune.Utf16SequenceLength > maxLength)
            {
                plain.Append('…');
                break;
            }
            else
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString().TrimEnd();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate
        or UnicodeCategory.OtherNotAssigned;
}
