using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Contract;

namespace Antiphon.Sandbox.Faults;

/// <summary>Which faults a sandbox makes, as shares of its requests and webhooks. Names and meanings: <see cref="SandboxFaultsResource"/>.</summary>
internal sealed record FaultPlan
{
    public string? Profile { get; init; }

    public long Seed { get; init; } = 1;

    public decimal TooManyRequests { get; init; }

    public int RetryAfter { get; init; } = 1;

    public decimal ServerErrors { get; init; }

    public decimal CutBefore { get; init; }

    public decimal CutAfter { get; init; }

    public decimal Slow { get; init; }

    public int SlowBy { get; init; } = 2_000;

    public decimal RenamedFields { get; init; }

    public decimal ExpiredCursors { get; init; }

    public decimal WebhooksTwice { get; init; }

    public decimal WebhooksOutOfOrder { get; init; }

    public decimal WebhooksLost { get; init; }

    public static FaultPlan? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize(json, FaultPlanJson.Default.FaultPlan);

    public string ToJson() => JsonSerializer.Serialize(this, FaultPlanJson.Default.FaultPlan);

    /// <summary>The faults of a profile; those of none for a name that is not known.</summary>
    public static FaultPlan Of(string? profile) => (profile switch
    {
        SandboxProfile.Storm => new FaultPlan { TooManyRequests = 0.3m },
        SandboxProfile.ServerErrors => new FaultPlan { ServerErrors = 0.2m },
        SandboxProfile.Slow => new FaultPlan { Slow = 0.5m },
        SandboxProfile.Cut => new FaultPlan { CutBefore = 0.1m, CutAfter = 0.1m },
        SandboxProfile.RenamedFields => new FaultPlan { RenamedFields = 0.1m },
        SandboxProfile.ExpiredCursors => new FaultPlan { ExpiredCursors = 0.3m },
        SandboxProfile.WebhooksTwice => new FaultPlan { WebhooksTwice = 0.3m },
        SandboxProfile.WebhooksOutOfOrder => new FaultPlan { WebhooksOutOfOrder = 0.3m },
        SandboxProfile.WebhooksLost => new FaultPlan { WebhooksLost = 0.2m },
        SandboxProfile.BadDay => new FaultPlan
        {
            TooManyRequests = 0.05m,
            ServerErrors = 0.05m,
            CutBefore = 0.03m,
            CutAfter = 0.03m,
            Slow = 0.05m,
            SlowBy = 200,
            WebhooksTwice = 0.1m,
            WebhooksOutOfOrder = 0.1m,
            WebhooksLost = 0.05m,
        },
        _ => new FaultPlan(),
    }) with
    { Profile = profile };

    public SandboxFaultsResource ToResource(IReadOnlyDictionary<string, long> made) => new()
    {
        Profile = Profile,
        Seed = Seed,
        TooManyRequests = TooManyRequests,
        RetryAfter = RetryAfter,
        ServerErrors = ServerErrors,
        CutBefore = CutBefore,
        CutAfter = CutAfter,
        Slow = Slow,
        SlowBy = SlowBy,
        RenamedFields = RenamedFields,
        ExpiredCursors = ExpiredCursors,
        WebhooksTwice = WebhooksTwice,
        WebhooksOutOfOrder = WebhooksOutOfOrder,
        WebhooksLost = WebhooksLost,
        Made = made,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FaultPlan))]
internal sealed partial class FaultPlanJson : JsonSerializerContext;
