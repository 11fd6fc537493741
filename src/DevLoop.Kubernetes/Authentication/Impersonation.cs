using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>As whom to act (a user's as, as-uid, as-groups and as-user-extra), as the headers that say so.</summary>
internal static class Impersonation
{
    public static IReadOnlyList<KeyValuePair<string, string>> Read(YamlMap map)
    {
        var headers = new List<KeyValuePair<string, string>>();
        Add("Impersonate-User", map.String("as"));
        Add("Impersonate-Uid", map.String("as-uid"));
        foreach (var group in map.Strings("as-groups"))
        {
            Add("Impersonate-Group", group);
        }

        if (map.Map("as-user-extra") is { } extra)
        {
            foreach (var key in extra.Keys)
            {
                foreach (var value in extra.Strings(key))
                {
                    Add("Impersonate-Extra-" + EscapeHeaderName(key), value);
                }
            }
        }

        if (headers.Count > 0 && headers[0].Key != "Impersonate-User")
        {
            throw map.Malformed("as-uid, as-groups and as-user-extra need 'as', the user to act as");
        }

        return headers;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                headers.Add(KeyValuePair.Create(name, HeaderText.IsValid(value) ? value : throw map.Malformed("the user, uid, group or extra to act as holds characters that no HTTP header may hold")));
            }
        }
    }

    /// <summary>The API server undoes percent-escapes in the names of these headers.</summary>
    private static string EscapeHeaderName(string key)
    {
        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "!#$&'*+-.^_`|~".Contains((char)b, StringComparison.Ordinal))
            {
                name.Append((char)b);
            }
            else
            {
                name.Append('%').Append(b.ToString("X2"));
            }
        }

        return name.ToString();
    }
}
