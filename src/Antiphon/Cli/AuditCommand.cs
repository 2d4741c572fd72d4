using System.CommandLine;
using System.Globalization;
using Antiphon.Accounts;
using Antiphon.Audit;

namespace Antiphon.Cli;

/// <summary><c>antiphon audit …</c>: the audit log.</summary>
internal static class AuditCommand
{
    private static readonly Argument<string?> AnyDomain = new("domain") { Description = "Name of an account; without it all are checked", Arity = ArgumentArity.ZeroOrOne };

    public static Command Describe() => new("audit", "The audit log")
    {
        new Command("verify", "Checks that no row of the audit log was changed, taken away or put in, and names the place of each that was") { AnyDomain }.Does(VerifyAsync),
    };

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
