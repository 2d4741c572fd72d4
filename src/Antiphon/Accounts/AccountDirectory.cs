using System.Collections.Concurrent;
using System.Net;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Accounts;

/// <summary>
/// Finds the account of a host: a host that an operator mapped, <c>{domain}</c> below one of the base domains, or the default account (the first one)
/// for <c>localhost</c> and plain addresses. Answers are kept until an account changes.
/// </summary>
internal sealed class AccountDirectory
{
    public const string Channel = "antiphon_accounts";

    // Hosts come from outside: a flood of invented ones must not fill the memory.
    private const int MostRemembered = 10_000;

    private readonly NpgsqlDataSource source;
    private readonly Announcements announcements;
    private readonly string[] baseDomains;
    private readonly ConcurrentDictionary<string, Account?> byHost = new(StringComparer.Ordinal);

    public AccountDirectory(NpgsqlDataSource source, Announcements announcements, IConfiguration configuration)
    {
        this.source = source;
        this.announcements = announcements;
        baseDomains = [.. configuration.GetSection("Hosts:BaseDomains").Get<string[]>() ?? ["localhost", "gorgias.com"]];
        announcements.Subscribe(Channel, _ => Forget());
        announcements.OnReconnect(Forget);
    }

    public void Forget() => byHost.Clear();

    public async ValueTask<Account?> FindAsync(string host, CancellationToken cancellationToken)
    {
        host = host.ToLowerInvariant().TrimEnd('.');
        if (announcements.IsListening && byHost.TryGetValue(host, out var known))
        {
            return known;
        }

        var account = await LoadAsync(host, cancellationToken);
        if (byHost.Count < MostRemembered)
        {
            byHost[host] = account;
        }

        return account;
    }

    private async Task<Account?> LoadAsync(string host, CancellationToken cancellationToken)
    {
        var isPlain = host is "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);
        var domain = Array.Find(baseDomains, name => host.EndsWith('.' + name, StringComparison.Ordinal)) is { } parent ? host[..^(parent.Length + 1)] : null;
        var db = new DeskDb(source);
        // A mapped host wins over a domain. These two statements look for the account itself, so they cannot name one.
        return await db.FirstOrDefaultAsync(
            isPlain
                ? Sql.Of($"select {Columns:raw} from accounts order by account_id limit 1")
                : Sql.Of($"""
                    select {Columns:raw} from accounts
                    where account_id = (select account_id from account_hosts where host = {host}) or domain = {domain}
                    order by domain = {domain} limit 1
                    """),
            Read,
            cancellationToken);
    }

    internal const string Columns = "account_id, domain, created_at, deactivated_at, owner_user_id, switches";

    internal static Account Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Time(2), row.TimeOrNull(3), row.Long(4), Switches.Parse(row.GetString(5)));
}
