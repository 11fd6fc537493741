using DevLoop.Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>
/// Reads the documents of a file. Aliases and merge keys (<c>&lt;&lt;</c>) stand for what they name, in sections that nobody reads
/// too, since those may be there for their anchors alone.
/// </summary>
internal sealed class DocumentReader
{
    private const string MergeKey = "<<";
    private const string StringTag = "tag:yaml.org,2002:str";

    private readonly Dictionary<AnchorName, DocumentNode> _anchors = [];
    private readonly BoundedYamlParser _parser;
    private readonly string _file;

    private DocumentReader(string file, TextReader text)
    {
        _file = file;
        _parser = new BoundedYamlParser(text);
    }

    /// <summary>Reads all documents; false when the text is no YAML from some place on, which is a problem.</summary>
    /// <param name="file">The file's name, for places.</param>
    /// <param name="text">What the file holds.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="documents">The roots of the documents, up to that place.</param>
    public static bool TryRead(string file, string text, ProblemCollector problems, out List<DocumentNode> documents)
    {
        documents = [];
        try
        {
            using var reader = new StringReader(text);
            new DocumentReader(file, reader).ReadInto(documents);
            return true;
        }
        catch (YamlException e)
        {
            problems.Error(new SourcePlace(file, Math.Max(1, e.Start.Line), Math.Max(1, e.Start.Column)), $"This is not valid YAML ({e.Message.TrimEnd('.')}): correct it.");
            return false;
        }
    }

    private void ReadInto(List<DocumentNode> documents)
    {
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            _anchors.Clear();
            documents.Add(Node());
            _parser.Consume<DocumentEnd>();
        }
    }

    private DocumentNode Node()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors[alias.Value];
        }

        var start = _parser.Consume<NodeEvent>();
        DocumentNode node = start switch
        {
            Scalar scalar => new ScalarNode(PlaceOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag != StringTag),
            SequenceStart => List(start),
            _ => Mapping(start),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private ListNode List(NodeEvent start)
    {
        var items = new List<DocumentNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node());
        }

        return new ListNode(PlaceOf(start), items);
    }

    private MappingNode Mapping(NodeEvent start)
    {
        var fields = new List<NodeField>();
        var merged = new List<MappingNode>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = (ScalarNode)Node();
            var value = Node();
            if (key is { IsPlain: true, Text: MergeKey } && Mergeable(value) is { } mappings)
            {
                merged.AddRange(mappings);
            }
            else
            {
                fields.Add(new NodeField(key.Place, key.Text, value));
            }
        }

        // What stands in the mapping itself comes first, and of the merged ones the earlier.
        var names = fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        fields.AddRange(merged.SelectMany(m => m.Fields).Where(f => names.Add(f.Name)));
        return new MappingNode(PlaceOf(start), fields);
    }

    private static IEnumerable<MappingNode>? Mergeable(DocumentNode value) => value switch
    {
        MappingNode one => [one],
        ListNode list when list.Items.All(i => i is MappingNode) => list.Items.Cast<MappingNode>(),
        _ => null,
    };

    private SourcePlace PlaceOf(ParsingEvent at) => new(_file, at.Start.Line, at.Start.Column);
}
