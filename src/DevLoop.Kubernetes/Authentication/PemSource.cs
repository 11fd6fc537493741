using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// Where a certificate or a key is: inline in base64 (a field that ends in -data, which wins) or in a file. Read when it
/// is used, so that a file may be renewed. A class, not a record: it may hold a key and must not print itself.
/// </summary>
internal sealed class PemSource
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly string? _data;

    private PemSource(string description, string? data, string? path) => (Description, _data, Path) = (description, data, path);

    /// <summary>Which one it is and from where, for messages.</summary>
    public string Description { get; }

    /// <summary>The file; null when it is inline.</summary>
    public string? Path { get; }

    public static PemSource? From(YamlMap map, string field, string owner, string folder)
    {
        if (map.String(field + "-data") is { Length: > 0 } data)
        {
            return new PemSource($"{field}-data of {owner} in {map.File}", data, null);
        }

        return map.String(field) is { Length: > 0 } path
            ? FromFile(System.IO.Path.Combine(folder, path), $"{field} of {owner} in {map.File}")
            : null;
    }

    public static PemSource FromFile(string path, string description) => new($"{path} ({description})", null, path);

    /// <exception cref="KubeconfigException">It cannot be read or decoded (<see cref="KubeconfigError.BadCertificate"/>).</exception>
    public string ReadPem()
    {
        try
        {
            return _data is not null
                ? Encoding.UTF8.GetString(Convert.FromBase64String(_data))
                : SmallFile.ReadText(Path!, MaxBytes);
        }
        catch (FormatException)
        {
            throw Bad("it is not valid base64");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist" : "the file cannot be read");
        }
    }

    /// <summary>The sentence for what is wrong with it. Never holds what it holds.</summary>
    public KubeconfigException Bad(string why) =>
        new(KubeconfigError.BadCertificate, $"Cannot use {Description}: {why}. Renew it, or correct the kubeconfig.");
}
