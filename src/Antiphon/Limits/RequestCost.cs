namespace Antiphon.Limits;

/// <summary>What a request weighs, in tenths of a request.</summary>
internal static class RequestCost
{
    public const int Full = 10;

    /// <summary>A 304 spared the server the work, so a polling client is not made to pay for it.</summary>
    public const int NotModified = 1;
}
