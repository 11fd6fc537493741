using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

/// <summary>Environment variables that count how often one is looked for: once for each template of each parsing.</summary>
internal sealed class CountingVariables(params (string Name, string Value)[] variables) : IReadOnlyDictionary<string, string>
{
    private readonly Dictionary<string, string> _variables = variables.ToDictionary(v => v.Name, v => v.Value);
    private int _lookups;

    public int Lookups => Volatile.Read(ref _lookups);

    public int Count => _variables.Count;

    public IEnumerable<string> Keys => _variables.Keys;

    public IEnumerable<string> Values => _variables.Values;

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        Interlocked.Increment(ref _lookups);
        return _variables.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _variables.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
