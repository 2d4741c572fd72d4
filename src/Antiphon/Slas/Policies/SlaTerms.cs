using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Slas.Policies;

/// <summary>What one version of a policy says.</summary>
internal sealed record SlaTerms
{
    /// <summary>Of a row of <c>sla_policy_versions</c> that is named <c>v</c>.</summary>
    public const string Columns =
        "v.id, v.policy_id, v.uuid, v.name, v.channels, v.tag_ids, v.integration_ids, v.priorities, v.custom_fields, v.first_response_minutes, v.resolution_minutes, v.business_hours_only, v.near_breach_percent";

    private static readonly JsonTypeInfo<IReadOnlyList<SlaFieldCondition>> FieldsType =
        (JsonTypeInfo<IReadOnlyList<SlaFieldCondition>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<SlaFieldCondition>));

    public long VersionId { get; init; }

    public long PolicyId { get; init; }

    public Guid Uuid { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];

    public IReadOnlyList<long> TagIds { get; init; } = [];

    public IReadOnlyList<long> IntegrationIds { get; init; } = [];

    public IReadOnlyList<string> Priorities { get; init; } = [];

    public IReadOnlyList<SlaFieldCondition> CustomFields { get; init; } = [];

    public int? FirstResponseMinutes { get; init; }

    public int? ResolutionMinutes { get; init; }

    public bool BusinessHoursOnly { get; init; }

    public int NearBreachPercent { get; init; } = 80;

    /// <summary>What is promised, by metric.</summary>
    public IEnumerable<(string Metric, TimeSpan Target)> Targets
    {
        get
        {
            if (FirstResponseMinutes is { } first)
            {
                yield return (SlaWords.FirstResponse, TimeSpan.FromMinutes(first));
            }

            if (ResolutionMinutes is { } resolution)
            {
                yield return (SlaWords.Resolution, TimeSpan.FromMinutes(resolution));
            }
        }
    }

    public static SlaTerms Read(NpgsqlDataReader row, int first) => new()
    {
        VersionId = row.GetInt64(first),
        PolicyId = row.GetInt64(first + 1),
        Uuid = row.GetGuid(first + 2),
        Name = row.GetString(first + 3),
        Channels = row.GetFieldValue<string[]>(first + 4),
        TagIds = row.GetFieldValue<long[]>(first + 5),
        IntegrationIds = row.GetFieldValue<long[]>(first + 6),
        Priorities = row.GetFieldValue<string[]>(first + 7),
        CustomFields = row.Json(first + 8)!.Value.Deserialize(FieldsType)!,
        FirstResponseMinutes = row.IsDBNull(first + 9) ? null : row.GetInt32(first + 9),
        ResolutionMinutes = row.IsDBNull(first + 10) ? null : row.GetInt32(first + 10),
        BusinessHoursOnly = row.GetBoolean(first + 11),
        NearBreachPercent = row.GetInt32(first + 12),
    };

    /// <summary>A statement that makes these the newest version of a policy.</summary>
    public Sql Insert(long accountId, long policyId, DateTimeOffset at) => Sql.Of(
        $"""
        insert into sla_policy_versions (account_id, policy_id, uuid, name, channels, tag_ids, integration_ids, priorities, custom_fields, first_response_minutes, resolution_minutes,
          business_hours_only, near_breach_percent, created_at)
        values ({accountId}, {policyId}, {Uuid}, {Name}, {Channels.ToArray()}, {TagIds.ToArray()}, {IntegrationIds.ToArray()}, {Priorities.ToArray()}, {new Jsonb(FieldsJson())},
          {FirstResponseMinutes}, {ResolutionMinutes}, {BusinessHoursOnly}, {NearBreachPercent}, {at})
        """);

    /// <summary>Whether both promise the same for the same tickets.</summary>
    public bool IsSame(SlaTerms other) =>
        Name == other.Name && Channels.SequenceEqual(other.Channels) && TagIds.SequenceEqual(other.TagIds) && IntegrationIds.SequenceEqual(other.IntegrationIds)
        && Priorities.SequenceEqual(other.Priorities) && FieldsJson() == other.FieldsJson() && FirstResponseMinutes == other.FirstResponseMinutes
        && ResolutionMinutes == other.ResolutionMinutes && BusinessHoursOnly == other.BusinessHoursOnly && NearBreachPercent == other.NearBreachPercent;

    /// <summary>Whether a ticket fulfils every condition.</summary>
    public bool Matches(SlaSubject ticket) =>
        (Channels.Count == 0 || Channels.Contains(ticket.Channel))
        && (TagIds.Count == 0 || TagIds.Any(ticket.TagIds.Contains))
        && (IntegrationIds.Count == 0 || IntegrationIds.Any(ticket.IntegrationIds.Contains))
        && (Priorities.Count == 0 || Priorities.Contains(ticket.Priority))
        && CustomFields.All(field => ticket.Fields.TryGetValue(field.Id!.Value, out var value) && Holds(field.Values!, value));

    // A choice of a tree is written as the path to it, and a branch stands for its leaves.
    private static bool Holds(IReadOnlyList<string> wanted, JsonElement value)
    {
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString()!, _ => value.GetRawText() };
        return wanted.Any(one => text == one || text.StartsWith(one + "::", StringComparison.Ordinal));
    }

    private string FieldsJson() => JsonSerializer.Serialize(CustomFields, FieldsType);
}

/// <summary>What conditions ask of a ticket.</summary>
internal sealed record SlaSubject(string Channel, long[] TagIds, long[] IntegrationIds, string Priority, IReadOnlyDictionary<long, JsonElement> Fields);
