using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Slas.Policies;

/// <summary>A policy with its newest version.</summary>
internal sealed record SlaPolicy(long Id, int Position, DateTimeOffset ActiveSince, DateTimeOffset? DeactivatedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, SlaTerms Terms)
{
    /// <summary>Most policies of an account.</summary>
    public const int Most = 100;

    public bool IsActive => DeactivatedAt is null;

    /// <summary>The policies of an account, up to and into the where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select p.id, p.position, p.active_since, p.deactivated_at, p.created_at, p.updated_at, {SlaTerms.Columns:raw}
        from sla_policies p cross join lateral (
          select * from sla_policy_versions all_of_it where all_of_it.account_id = {accountId} and all_of_it.policy_id = p.id order by all_of_it.id desc limit 1) v
        where p.account_id = {accountId}
        """);

    public static SlaPolicy Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.Time(2), row.TimeOrNull(3), row.Time(4), row.Time(5), SlaTerms.Read(row, 6));

    public SlaPolicyResource ToResource() => new(
        Id, Terms.Uuid, Terms.VersionId, Terms.Name, Position, Terms.Channels, Terms.TagIds, Terms.IntegrationIds, Terms.Priorities, Terms.CustomFields, Terms.FirstResponseMinutes,
        Terms.ResolutionMinutes, Terms.BusinessHoursOnly, Terms.NearBreachPercent, DeactivatedAt, CreatedAt, UpdatedAt, $"/api/sla-policies/{Id}/");
}
