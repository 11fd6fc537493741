namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>
/// Reads what <c>skaffold.yaml</c> and <c>devloop.yaml</c> files say about port forwarding. All other sections of a Skaffold file
/// are passed over unread. Whatever is wrong is a problem of the result; nothing is thrown.
/// </summary>
/// <param name="files">Where files are read.</param>
/// <param name="addresses">Which addresses can be listened on.</param>
public sealed class ConfigurationLoader(IConfigurationFiles files, IMachineAddresses addresses)
{
    /// <summary>Reads the configuration anew, each file once.</summary>
    public PortForwardConfiguration Load(ConfigurationRequest request) => new ConfigurationLoad(files, addresses, request).Run();

    /// <summary>As <see cref="Load"/>, with what the result depends on.</summary>
    internal (PortForwardConfiguration Configuration, LoadAnswers Answers) LoadWithAnswers(ConfigurationRequest request)
    {
        var answers = new LoadAnswers(files, addresses);
        return (new ConfigurationLoad(answers, answers, request).Run(), answers);
    }
}
