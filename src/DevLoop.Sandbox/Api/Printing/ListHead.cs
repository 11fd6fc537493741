using System.Text.Json;

namespace DevLoop.Sandbox.Api.Printing;

/// <summary>The <c>metadata</c> of a list.</summary>
internal sealed record ListHead(string ResourceVersion, string? Continue = null, long? Remaining = null)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", ResourceVersion);
        if (Continue is not null)
        {
            writer.WriteString("continue", Continue);
        }

        if (Remaining is { } remaining)
        {
            writer.WriteNumber("remainingItemCount", remaining);
        }

        writer.WriteEndObject();
    }
}
