using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon audit …</c>: the audit log.</summary>
internal static class AuditCommand
{
    private static readonly Argument<string?> AnyDomain = new("domain") { Description = "Name of an account; without it all are checked", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string> Format = new("--format") { Description = "ndjson: lines of JSON; csv: with a line of names", HelpName = "format", DefaultValueFactory = _ => "ndjson" };

    private static readonly Option<FileInfo?> To = new("--output") { Description = "A file that does not exist yet (default: standard output)", HelpName = "file" };

    private static readonly Option<DateTimeOffset?> Since = new("--since") { Description = "Only rows from this time on, such as 2026-01-31 or 2026-01-31T12:00:00Z", HelpName = "time" };

    public static Command Describe() => new("audit", "The audit log")
    {
        new Command("verify", "Checks that no row of the audit log was changed, taken away or put in, and names the place of each that was") { AnyDomain }.Does(VerifyAsync),
        new Command("export", "Gives the audit log of an account out, oldest first") { DeskCommand.Domain, Format, To, Since }.Does(ExportAsync),
    };

    private static async Task ExportAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        if (parsed.GetRequiredValue(Format) is not ("ndjson" or "csv") and var format)
        {
            throw new UsageException($"--format {format} is not known: it is ndjson or csv.");
        }

        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var filter = parsed.GetValue(Since) is { } since ? Sql.Of($" and created_at >= {since.ToUniversalTime()}") : Sql.Empty;
        await using Stream stream = parsed.GetValue(To) is { } file ? Create(file) : new WriterStream(output);
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await services.GetRequiredService<ExportAudit>().RunAsync(filter, Actor.System(account.Id), new AuditLines(pipe, parsed.GetValue(Format) == "csv"), cancellationToken);
        await pipe.CompleteAsync();
    }

    // It is read by nobody else, and takes no other file's place.
    private static FileStream Create(FileInfo file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(file.FullName, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file.FullName} cannot be written: {e.Message}");
        }
    }

    private static async Task VerifyAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var wanted = parsed.GetValue(AnyDomain);
        var accounts = (await services.GetRequiredService<ListAccounts>().RunAsync(cancellationToken)).Select(line => line.Account).Where(account => wanted is null || account.Domain == wanted).ToList();
        if (accounts.Count == 0 && wanted is not null)
        {
            throw new CommandException($"There is no account {wanted}; `{Build.Command} account list` shows those there are.");
        }

        var broken = new List<string>();
        foreach (var account in accounts)
        {
            var report = await services.GetRequiredService<VerifyAudit>().RunAsync(account.Id, cancellationToken);
            await WriteAsync(output, account.Domain, report);
            if (!report.IsWhole)
            {
                broken.Add(account.Domain);
            }
        }

        if (broken.Count > 0)
        {
            throw new CommandException($"The audit log is not what was written: {string.Join(", ", broken)}.");
        }
    }

    private static async Task WriteAsync(TextWriter output, string domain, AuditReport report)
    {
        foreach (var fault in report.Faults)
        {
            await output.WriteLineAsync($"{domain}: {fault}");
        }

        if (report.IsWhole)
        {
            var rows = report.First is { } first
                ? string.Create(CultureInfo.InvariantCulture, $"{report.Count} rows, {first} to {report.Last}, are whole; the last one has the digest {Convert.ToHexStringLower(report.LastHash)}")
                : "no rows yet";
            await output.WriteLineAsync($"{domain}: {rows}");
        }
    }
}
