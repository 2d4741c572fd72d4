using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Sandbox;

namespace Antiphon.Accounts;

/// <summary>A tenant, as every request needs it.</summary>
internal sealed record Account(long Id, string Domain, DateTimeOffset CreatedAt, DateTimeOffset? DeactivatedAt, long? OwnerUserId, Switches Switches)
{
    /// <summary>Whether it has a clock, faults and snapshots of its own (docs/sandbox.md).</summary>
    public bool IsSandbox => SandboxAccounts.IsSandbox(Id);
}

/// <summary>What an operator may set for an account beyond the settings of the wire. Each switch's default is the strict or official behaviour.</summary>
internal sealed record Switches
{
    /// <summary>Unknown body fields and query parameters are ignored with a <c>Warning</c> header instead of answered with 400.</summary>
    public bool Tolerant { get; init; }

    /// <summary>Rate limit preset: <c>standard</c>, <c>enterprise</c>, <c>basic</c>, <c>pro10</c>, <c>custom</c> or <c>off</c>.</summary>
    [AllowedValues("standard", "enterprise", "basic", "pro10", "custom", "off")]
    public string Plan { get; init; } = "standard";

    /// <summary>Bucket size of API keys under the plan <c>custom</c>.</summary>
    [Range(1, Limits.BucketRate.MaxSize)]
    public int? CustomKeySize { get; init; }

    /// <summary>Bucket size of apps under the plan <c>custom</c>.</summary>
    [Range(1, Limits.BucketRate.MaxSize)]
    public int? CustomAppSize { get; init; }

    /// <summary>Seconds in which a full bucket drains under the plan <c>custom</c>.</summary>
    [Range(1, Limits.BucketRate.MaxWindowSeconds)]
    public int? CustomWindow { get; init; }

    /// <summary>Ticket details carry their events instead of an empty list.</summary>
    public bool TicketEvents { get; init; }

    /// <summary>A new ticket for a customer whose ticket is still open joins that ticket (row I01).</summary>
    public bool ThreadIntoOpenTicket { get; init; }

    /// <summary>What becomes of a deleted customer's tickets: <c>cascade</c> or <c>refuse</c>.</summary>
    [AllowedValues("cascade", "refuse")]
    public string CustomerDeletePolicy { get; init; } = "cascade";

    /// <summary><c>GET /api/account/settings</c> answers a bare array.</summary>
    public bool BareSettings { get; init; }

    /// <summary><c>POST /api/search</c> answers a bare array: the wire's <c>search.bare_array</c>.</summary>
    public bool SearchBareArray { get; init; }

    /// <summary>The country (ISO 3166-1, two letters) of phone numbers that do not name theirs.</summary>
    public string PhoneRegion { get; init; } = Search.Phones.PhoneNumber.FallbackRegion;

    /// <summary>How many integrations the account may have; shown as the setting <c>limits</c>.</summary>
    [Range(0, 1_000_000)]
    public int? MaxIntegrations { get; init; }

    /// <summary>How many rules may be switched on at once; shown as the setting <c>limits</c>.</summary>
    [Range(0, 1_000_000)]
    public int? MaxActiveRules { get; init; }

    public static Switches Parse(string json) => JsonSerializer.Deserialize(json, SwitchesJson.Default.Switches)!;

    public string ToJson() => JsonSerializer.Serialize(this, SwitchesJson.Default.Switches);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Switches))]
internal sealed partial class SwitchesJson : JsonSerializerContext;
