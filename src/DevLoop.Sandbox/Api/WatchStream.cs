using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Api;

/// <summary>The lines of one watch's answer.</summary>
internal sealed class WatchStream(PipeWriter output, ObjectPrinter printer)
{
    public ValueTask ChangeAsync(string type, JsonObject content, CancellationToken ended) =>
        WriteAsync(type, writer => printer.WriteObject(writer, content), ended);

    public ValueTask BookmarkAsync(long version, CancellationToken ended) =>
        WriteAsync("BOOKMARK", writer => printer.WriteBookmark(writer, version), ended);

    public ValueTask ErrorAsync(ApiException error, CancellationToken ended) =>
        WriteAsync("ERROR", writer => StatusBody.Failure(error).WriteTo(writer, JsonText.Plain), ended);

    private async ValueTask WriteAsync(string type, Action<Utf8JsonWriter> writeObject, CancellationToken ended)
    {
        await using (var writer = new Utf8JsonWriter(output, JsonText.Writer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WritePropertyName("object");
            writeObject(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
        await output.FlushAsync(ended);
    }
}
