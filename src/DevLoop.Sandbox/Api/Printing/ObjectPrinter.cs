using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;

namespace DevLoop.Sandbox.Api.Printing;

/// <summary>Writes objects and lists of one kind in the form that a client asked for, without copying them.</summary>
internal sealed class ObjectPrinter(ResourceKind kind, View view, bool wholeObjectInRows, TimeProvider clock)
{
    private const string MetaVersion = "meta.k8s.io/v1";

    /// <summary>One object; in a table, a table of one row.</summary>
    public void WriteObject(Utf8JsonWriter writer, JsonObject content)
    {
        switch (view)
        {
            case View.Table:
                WriteTable(writer, [content], new ListHead(content.Text("metadata", "resourceVersion") ?? ""));
                break;
            case View.Metadata:
                WriteMetadata(writer, content);
                break;
            default:
                content.WriteTo(writer, JsonText.Plain);
                break;
        }
    }

    public void WriteList(Utf8JsonWriter writer, IEnumerable<JsonObject> items, ListHead head)
    {
        if (view == View.Table)
        {
            WriteTable(writer, items, head);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("kind", view == View.Metadata ? "PartialObjectMetadataList" : $"{kind.Kind}List");
        writer.WriteString("apiVersion", view == View.Metadata ? MetaVersion : kind.ApiVersion);
        head.Write(writer);
        writer.WriteStartArray("items");
        foreach (var item in items)
        {
            if (view == View.Metadata)
            {
                WriteMetadata(writer, item);
            }
            else
            {
                WriteItem(writer, item);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>An object of a watch that holds nothing but the version reached.</summary>
    public void WriteBookmark(Utf8JsonWriter writer, long version)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(), ["creationTimestamp"] = null };
        var body = view switch
        {
            View.Table => new JsonObject { ["kind"] = "Table", ["apiVersion"] = MetaVersion, ["metadata"] = metadata, ["columnDefinitions"] = new JsonArray(), ["rows"] = new JsonArray() },
            View.Metadata => new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = MetaVersion, ["metadata"] = metadata },
            _ => new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata },
        };
        body.WriteTo(writer, JsonText.Plain);
    }

    // The list says what its items are; they do not repeat it.
    private static void WriteItem(Utf8JsonWriter writer, JsonObject item)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in item)
        {
            if (name is "kind" or "apiVersion")
            {
                continue;
            }

            writer.WritePropertyName(name);
            WriteNode(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonObject content)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "PartialObjectMetadata");
        writer.WriteString("apiVersion", MetaVersion);
        writer.WritePropertyName("metadata");
        WriteNode(writer, content["metadata"]);
        writer.WriteEndObject();
    }

    private void WriteTable(Utf8JsonWriter writer, IEnumerable<JsonObject> items, ListHead head)
    {
        var now = clock.GetUtcNow();
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", MetaVersion);
        head.Write(writer);
        writer.WriteStartArray("columnDefinitions");
        foreach (var column in kind.Columns)
        {
            WriteColumn(writer, column);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        foreach (var item in items)
        {
            WriteRow(writer, item, now);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter writer, TableColumn column)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteString("type", column.Type);
        writer.WriteString("format", column.Name == "Name" ? "name" : "");
        writer.WriteString("description", column.Description);
        writer.WriteNumber("priority", column.Wide ? 1 : 0);
        writer.WriteEndObject();
    }

    private void WriteRow(Utf8JsonWriter writer, JsonObject item, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var column in kind.Columns)
        {
            WriteNode(writer, column.Cell(item, now) ?? "");
        }

        writer.WriteEndArray();
        writer.WritePropertyName("object");
        if (wholeObjectInRows)
        {
            WriteNode(writer, item);
        }
        else
        {
            WriteMetadata(writer, item);
        }

        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer, JsonText.Plain);
        }
    }
}
