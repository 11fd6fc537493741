namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>The contract on pods of the sandbox.</summary>
internal sealed class RollingLoadTests : RollingLoadContract;
