using System.CommandLine;
using System.CommandLine.Parsing;

namespace Antiphon.Cli;

/// <summary>The table of contents of the command line: one line per verb. Without a verb Antiphon serves.</summary>
internal static class CommandLine
{
    // In-flight requests have half a minute, the private PostgreSQL twenty seconds for an orderly stop and as much for a hurried one.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(90);

    public static RootCommand Describe()
    {
        var root = new RootCommand("Antiphon, a helpdesk that speaks the Gorgias REST API. Without a command it serves.")
        {
            GlobalOptions.Data,
        };
        ServeCommand.AddTo(root);
        root.Add(MigrateCommand.Describe());
        root.Add(AccountCommand.Describe());
        root.Add(AgentCommand.Describe());
        root.Add(AuditCommand.Describe());
        root.Add(KeyCommand.Describe());
        root.Add(SecretsCommand.Describe());
        root.Add(SignInCommand.Describe());
        root.Add(StatisticsCommand.Describe());
        root.Add(UserCommand.Describe());
        root.Add(DemoCommand.Describe());
        root.Add(VersionCommand.Describe());
        return root;
    }

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) => RunAsync(args, Console.Out, Console.Error, cancellationToken);

    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var parsed = Describe().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestStop, Output = output, Error = errors };
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync(invocation, cancellationToken);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception e) when (Complaint.Explain(e) is { } sentence)
        {
            await errors.WriteLineAsync($"antiphon: {sentence}");
            return e is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }
}
