namespace DevLoop.Forwarding.Events;

/// <summary>Takes what people should know that is about no single forward. Called from any task; must be quick and must not throw.</summary>
public interface IForwardNotices
{
    /// <summary>Something went as wished; or a problem of a file, which has its place and its severity in front. In a sentence.</summary>
    void Inform(string sentence);

    /// <summary>Something is not as somebody may think it is, in a sentence.</summary>
    void Warn(string sentence);
}
