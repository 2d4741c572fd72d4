using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>Whether everyone of the account has to have a second factor. Antiphon's own; the setting <c>access</c> keeps it (contract page account).</summary>
/// <param name="RequiredSince">Since when it is a duty; null when it is left to everyone. Whoever has none has 14 days from then, or from when they came.</param>
public sealed record SecondFactorDutyResource(DateTimeOffset? RequiredSince);

/// <summary>Body of <c>PUT /api/account/second-factor</c>.</summary>
/// <param name="Required">Required: whether it is a duty. Saying it again moves nothing.</param>
public sealed record SecondFactorDutyRequest(bool? Required);

/// <summary>Source-generated metadata of the duty.</summary>
[JsonSerializable(typeof(SecondFactorDutyResource))]
[JsonSerializable(typeof(SecondFactorDutyRequest))]
public sealed partial class SecondFactorJson : JsonSerializerContext;
