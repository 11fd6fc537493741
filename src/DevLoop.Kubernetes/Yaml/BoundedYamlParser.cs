using System.Runtime.InteropServices;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevLoop.Kubernetes.Yaml;

/// <summary>
/// YAML's events, refused where a tree of them would hurt: nested deeper than the stack is good for, or with a collection or an
/// alias for a key, which would have to be hashed whole. An alias counts as all that it stands for, and may not stand inside of
/// it, so that who walks the tree needs no bounds of their own.
/// </summary>
public sealed class BoundedYamlParser(TextReader text) : IParser
{
    /// <summary>How many collections may stand in each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many values, keys among them, a document may have.</summary>
    public const int MaxNodes = 200_000;

    private readonly Parser _inner = new(text);
    private readonly Stack<OpenCollection> _open = new();
    private readonly Dictionary<AnchorName, Extent> _anchors = [];
    private long _nodes;

    /// <inheritdoc/>
    public ParsingEvent? Current => _inner.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">The text is not YAML, or goes over the bounds.</exception>
    public bool MoveNext()
    {
        var moved = MoveInner();
        if (moved && Current is { } current)
        {
            Check(current);
        }

        return moved;
    }

    /// <summary>The parser loses its way in some texts that are no YAML.</summary>
    private bool MoveInner()
    {
        try
        {
            return _inner.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            var last = _inner.Current?.End ?? Mark.Empty;
            throw new YamlException(last, last, "what follows cannot be read", e);
        }
    }

    private void Check(ParsingEvent current)
    {
        switch (current)
        {
            case DocumentStart:
                _anchors.Clear();
                _nodes = 0;
                break;
            case MappingStart or SequenceStart:
                Enter(current, isScalar: false);
                Add(current, new Extent(1, 1));
                _open.Push(new OpenCollection(((NodeEvent)current).Anchor, current is MappingStart, _nodes - 1));
                break;
            case MappingEnd or SequenceEnd:
                Close();
                break;
            case Scalar scalar:
                Enter(current, isScalar: true);
                Add(current, new Extent(1, 0));
                Name(scalar.Anchor, new Extent(1, 0));
                break;
            case AnchorAlias alias:
                Enter(current, isScalar: false);
                Add(current, _anchors.TryGetValue(alias.Value, out var extent)
                    ? extent
                    : throw Refused(current, $"the alias *{alias.Value} names nothing that ends before it"));
                break;
        }
    }

    private void Enter(ParsingEvent current, bool isScalar)
    {
        if (_open.TryPeek(out var collection) && !collection.TakeTurn(isScalar))
        {
            throw Refused(current, "a key must be text");
        }
    }

    private void Add(ParsingEvent current, Extent extent)
    {
        _nodes += extent.Nodes;
        if (_nodes > MaxNodes)
        {
            throw Refused(current, $"too large: more than {MaxNodes} values");
        }

        if (_open.Count + extent.Depth > MaxDepth)
        {
            throw Refused(current, $"nested more than {MaxDepth} levels deep");
        }

        if (_open.TryPeek(out var collection))
        {
            collection.Depth = Math.Max(collection.Depth, extent.Depth);
        }
    }

    private void Close()
    {
        var closed = _open.Pop();
        Name(closed.Anchor, new Extent(_nodes - closed.NodesBefore, closed.Depth + 1));
        if (_open.TryPeek(out var around))
        {
            around.Depth = Math.Max(around.Depth, closed.Depth + 1);
        }
    }

    private void Name(AnchorName anchor, Extent extent)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = extent;
        }
    }

    private static YamlException Refused(ParsingEvent current, string why) => new(current.Start, current.End, why);

    /// <summary>What a value comes to with its aliases expanded.</summary>
    /// <param name="Nodes">How many values it has, itself among them.</param>
    /// <param name="Depth">How many levels of collections; 0 for a scalar.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Extent(long Nodes, int Depth);

    private sealed class OpenCollection(AnchorName anchor, bool isMapping, long nodesBefore)
    {
        /// <summary>Null in a sequence.</summary>
        private bool? _nextIsKey = isMapping ? true : null;

        public AnchorName Anchor => anchor;

        public long NodesBefore => nodesBefore;

        /// <summary>The levels of collections inside of it.</summary>
        public int Depth { get; set; }

        /// <summary>Whether the next value may stand where it is: a key must be a scalar.</summary>
        public bool TakeTurn(bool isScalar)
        {
            var allowed = isScalar || _nextIsKey is not true;
            _nextIsKey = !_nextIsKey;
            return allowed;
        }
    }
}
