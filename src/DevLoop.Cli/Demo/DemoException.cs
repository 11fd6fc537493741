namespace DevLoop.Cli.Demo;

/// <summary>The demo did not see what it came to show. The message says what, in a sentence.</summary>
internal sealed class DemoException(string message, Exception? innerException = null) : Exception(message, innerException);
