namespace DevLoop.Sandbox.Programs;

/// <summary>The exit codes of containers.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The program crashed, or a port it needs is taken.</summary>
    public const int Failure = 1;

    /// <summary>The environment holds a value that the program does not understand.</summary>
    public const int BadEnvironment = 2;

    /// <summary>128 + SIGKILL, as every container runtime reports a killed container.</summary>
    public const int Killed = 137;
}
