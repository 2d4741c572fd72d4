using Antiphon.Data;
using Npgsql;

namespace Antiphon.Sandbox.Clock;

/// <summary>What is kept of a sandbox beside what is in it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="ClockAt">What time it is there, or was at <paramref name="SetAt"/>.</param>
/// <param name="SetAt">When the clock was set, by ordinary time.</param>
/// <param name="IsFrozen">Whether the clock stands still.</param>
/// <param name="Seed">What chance begins with.</param>
/// <param name="Epoch">A word for what has been done to its chance since.</param>
/// <param name="Version">Counts the changes of this row.</param>
/// <param name="Faults">JSON of the faults that are made; null: none.</param>
/// <param name="FaultsBegun">How often faults were set or taken away.</param>
internal sealed record SandboxRow(long AccountId, DateTimeOffset ClockAt, DateTimeOffset SetAt, bool IsFrozen, long Seed, string Epoch, long Version, string? Faults, long FaultsBegun)
{
    public const string Channel = "antiphon_sandboxes";
    public const string Columns = "account_id, clock_at, set_at, frozen, seed, epoch, version, faults, faults_begun";

    public DateTimeOffset Now(DateTimeOffset real) => IsFrozen ? ClockAt : ClockAt + (real - SetAt);

    public static SandboxRow Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.Time(1), row.Time(2), row.GetBoolean(3), row.GetInt64(4), row.GetString(5), row.GetInt64(6), row.Text(7), row.GetInt64(8));
}
