using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>
/// What one load asked of the machine, and the answers: while they stay the same, another load comes to the same. Of a file's text a
/// digest is kept, since its time and length may stay when it changes.
/// </summary>
internal sealed class LoadAnswers(IConfigurationFiles files, IMachineAddresses addresses) : IConfigurationFiles, IMachineAddresses
{
    private readonly HashSet<(Question Question, string Subject, string Answer)> _answers = [];

    private enum Question
    {
        FolderExists,
        FileExists,
        Text,
        HasAddress,
    }

    /// <summary>Asks everything again.</summary>
    public bool AreStillTrue() => _answers.All(a => Ask(a.Question, a.Subject) == a.Answer);

    public bool FolderExists(string path) => Noted(Question.FolderExists, path, files.FolderExists(path));

    public bool FileExists(string path) => Noted(Question.FileExists, path, files.FileExists(path));

    public bool Has(IPAddress address) => Noted(Question.HasAddress, address.ToString(), addresses.Has(address));

    public string ReadText(string path)
    {
        try
        {
            var text = files.ReadText(path);
            _answers.Add((Question.Text, path, Digest(text)));
            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _answers.Add((Question.Text, path, Failure(e)));
            throw;
        }
    }

    private string Ask(Question question, string subject) => question switch
    {
        Question.FolderExists => $"{files.FolderExists(subject)}",
        Question.FileExists => $"{files.FileExists(subject)}",
        Question.HasAddress => $"{addresses.Has(IPAddress.Parse(subject))}",
        _ => AskText(subject),
    };

    private string AskText(string path)
    {
        try
        {
            return Digest(files.ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure(e);
        }
    }

    private bool Noted(Question question, string subject, bool answer)
    {
        _answers.Add((question, subject, $"{answer}"));
        return answer;
    }

    private static string Digest(string text) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    private static string Failure(Exception e) => $"{e.GetType().Name}: {e.Message}";
}
