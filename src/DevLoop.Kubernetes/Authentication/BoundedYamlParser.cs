using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// YAML's events, refused where a tree of them would hurt: nested deeper than the stack is good for, or with a collection or an
/// alias for a key, which would have to be hashed whole.
/// </summary>
internal sealed class BoundedYamlParser(TextReader text) : IParser
{
    private const int MaxDepth = 64;

    private readonly Parser _inner = new(text);

    /// <summary>For each open collection, whether the next event is a key; null in a sequence.</summary>
    private readonly Stack<bool?> _nextIsKey = new();

    /// <inheritdoc/>
    public ParsingEvent? Current => _inner.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">The text is not YAML, or goes over the bounds.</exception>
    public bool MoveNext()
    {
        var moved = _inner.MoveNext();
        if (moved && Current is { } current)
        {
            Check(current);
        }

        return moved;
    }

    private void Check(ParsingEvent current)
    {
        switch (current)
        {
            case MappingStart or SequenceStart:
                Value(current, isScalar: false);
                _nextIsKey.Push(current is MappingStart ? true : null);
                if (_nextIsKey.Count > MaxDepth)
                {
                    throw new YamlException(current.Start, current.End, $"nested more than {MaxDepth} levels deep");
                }

                break;
            case MappingEnd or SequenceEnd:
                _nextIsKey.Pop();
                break;
            case Scalar or AnchorAlias:
                Value(current, current is Scalar);
                break;
        }
    }

    private void Value(ParsingEvent current, bool isScalar)
    {
        if (!_nextIsKey.TryPop(out var isKey))
        {
            return;
        }

        if (isKey is true && !isScalar)
        {
            throw new YamlException(current.Start, current.End, "a key must be text");
        }

        _nextIsKey.Push(!isKey);
    }
}
