using System.Diagnostics.CodeAnalysis;
using Antiphon.Accounts;

namespace Antiphon.Limits;

/// <summary>What an account may call: a rate for its API keys and one for its apps. Chosen in the account's settings by name.</summary>
internal sealed record LimitPlan
{
    /// <summary>The name under which an account brings its own rates.</summary>
    public const string CustomName = "custom";

    private LimitPlan(string name, BucketRate apiKey, BucketRate app, bool isUnlimited = false)
    {
        Name = name;
        ApiKey = apiKey;
        App = app;
        IsUnlimited = isUnlimited;
    }

    public static LimitPlan Standard { get; } = new("standard", new(40, 20), new(80, 20));

    public static LimitPlan Enterprise { get; } = new("enterprise", new(40, 10), new(80, 10));

    /// <summary>Two requests a second with a burst of 40, whatever the credential.</summary>
    public static LimitPlan Basic { get; } = new("basic", new(40, 20), new(40, 20));

    /// <summary>Ten requests a second, with the burst of the same 20 seconds.</summary>
    public static LimitPlan Pro10 { get; } = new("pro10", new(200, 20), new(200, 20));

    /// <summary>
    /// Nothing is counted. The header stays, because clients divide by its second number: it shows an untouched standard bucket.
    /// </summary>
    public static LimitPlan Off { get; } = new("off", new(40, 20), new(80, 20), isUnlimited: true);

    public string Name { get; }

    public BucketRate ApiKey { get; }

    public BucketRate App { get; }

    public bool IsUnlimited { get; }

    public static LimitPlan Custom(BucketRate apiKey, BucketRate app) => new(CustomName, apiKey, app);

    /// <summary>The plan that an account has chosen; the standard one when its choice makes no sense.</summary>
    public static LimitPlan Of(Switches switches) =>
        switches is { Plan: CustomName, CustomKeySize: { } key, CustomAppSize: { } app, CustomWindow: { } window }
            && BucketRate.IsPossible(key, window) && BucketRate.IsPossible(app, window) ? Custom(new(key, window), new(app, window))
        : TryPreset(switches.Plan, out var preset) ? preset
        : Standard;

    public static bool TryPreset(string? name, [NotNullWhen(true)] out LimitPlan? plan)
    {
        plan = name switch
        {
            "standard" => Standard,
            "enterprise" => Enterprise,
            "basic" => Basic,
            "pro10" => Pro10,
            "off" => Off,
            _ => null,
        };
        return plan is not null;
    }

    public BucketRate RateOf(CredentialKind kind) => kind == CredentialKind.App ? App : ApiKey;
}
