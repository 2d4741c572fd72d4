namespace Antiphon.Cli;

/// <summary>What a command leaves to the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command was understood and could not be done; standard error says why in one sentence.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;
}
